package dev.nodens.agent.report;

import dev.nodens.agent.desired.Desired;
import dev.nodens.agent.observe.Observed;
import dev.nodens.agent.observe.RestartHistory;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.runtime.ContainerId;
import java.util.Map;

/**
 * Everything that a status is made of.
 *
 * @param generation of the spec
 * @param startsAgain whether it will be started, now or later
 * @param inodes of the namespaces of its process, as far as there is one
 */
public record ReportFacts(
        ContainerId id,
        String nodeName,
        long generation,
        Desired desired,
        Observed observed,
        RestartHistory history,
        boolean startsAgain,
        Map<NamespaceKind, Long> inodes) {

    public ReportFacts {
        inodes = Map.copyOf(inodes);
    }
}
