package dev.nodens.runtime.plan;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;

/** A module of the kernel that labels programs. */
public enum SecurityModule {
    APPARMOR("AppArmor"),
    SELINUX("SELinux");

    private final String spoken;

    SecurityModule(String spoken) {
        this.spoken = spoken;
    }

    /** Refuses a field that asks for a module which this host does not run: without it nothing would be confined. */
    void require(Host host, String field) {
        if (!host.securityModules().contains(this)) {
            throw new ContainerException(
                    ErrorCode.UNSUPPORTED, "$." + field + ": this kernel has no " + spoken + ", or it is turned off");
        }
    }
}
