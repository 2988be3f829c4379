package dev.nodens.runtime.spec;

import java.util.List;

/** {@code process.capabilities}: names such as {@code CAP_KILL} in the five sets of a process. */
public record Capabilities(
        List<String> bounding,
        List<String> effective,
        List<String> inheritable,
        List<String> permitted,
        List<String> ambient) {

    public Capabilities {
        bounding = Given.list(bounding);
        effective = Given.list(effective);
        inheritable = Given.list(inheritable);
        permitted = Given.list(permitted);
        ambient = Given.list(ambient);
    }

    /**
     * The plain list of spec versions before 1.0: what the process may use, and no more may be gained. Nothing becomes
     * inheritable, whatever old runtimes did: that let unprivileged programs gain capabilities (CVE-2022-29162).
     */
    public static Capabilities ofPlainList(List<String> names) {
        return new Capabilities(names, names, List.of(), names, List.of());
    }
}
