package dev.nodens.runtime.spec;

import dev.nodens.runtime.error.ContainerException;
import java.util.List;

/** What becomes of a broken rule: thrown at once, or kept, so that the rules after it are judged too. */
@FunctionalInterface
interface Judge {

    Judge STRICT = Runnable::run;

    void check(Runnable rule);

    static Judge collecting(List<ContainerException> problems) {
        return rule -> {
            try {
                rule.run();
            } catch (ContainerException broken) {
                problems.add(broken);
            }
        };
    }
}
