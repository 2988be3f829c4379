package dev.nodens.agent.oci;

import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.crd.v1alpha1.ContainerSecurityContext;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Rlimit;
import dev.nodens.runtime.spec.User;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code process}. */
final class OciProcess {

    private OciProcess() {}

    static Process from(DesiredContainer desired, NodeFacts facts) {
        ContainerSpecSpec given = desired.spec();
        @Nullable ContainerSecurityContext context = given.securityContext();
        Map<String, String> environment = Environment.of(desired, facts);
        List<String> args = Stream.concat(given.command().stream(), given.args().stream())
                .map(word -> Expansion.expand(word, environment))
                .toList();
        return Process.of(args).with(process -> {
            process.cwd = Objects.requireNonNullElse(given.workingDir(), "/");
            process.env = environment.entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList();
            process.user = user(context);
            process.capabilities = OciSecurity.capabilities(context);
            process.noNewPrivileges = context != null && Boolean.FALSE.equals(context.allowPrivilegeEscalation());
            process.oomScoreAdj = given.oomScoreAdj();
            process.rlimits = given.rlimits().stream()
                    .map(limit -> new Rlimit(limit.type(), limit.hard(), limit.soft()))
                    .toList();
        });
    }

    private static User user(@Nullable ContainerSecurityContext context) {
        if (context == null) {
            return User.ROOT;
        }
        return new User(
                Objects.requireNonNullElse(context.runAsUser(), 0L),
                Objects.requireNonNullElse(context.runAsGroup(), 0L),
                context.umask() == null ? null : Integer.valueOf(context.umask(), 8),
                context.supplementalGroups());
    }
}
