package dev.nodens.runtime.plan;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Linux;
import dev.nodens.runtime.spec.Spec;

/** What a Spec may say and this version does not do: refused by name, because ignoring it would run something else. */
final class Unsupported {

    private Unsupported() {}

    static void refuse(Spec spec) {
        if (spec.linux() != null) {
            refuse(spec.linux());
        }
    }

    private static void refuse(Linux linux) {
        if (linux.intelRdt() != null) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED, "$.linux.intelRdt: this host has no resctrl that containers are put in");
        }
    }

    static void refuse(boolean asked, String field) {
        if (asked) {
            throw new ContainerException(ErrorCode.UNSUPPORTED, "$." + field + ": is not supported yet; leave it out");
        }
    }
}
