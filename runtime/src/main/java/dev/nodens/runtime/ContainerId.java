package dev.nodens.runtime;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.util.regex.Pattern;

/**
 * The name of a container: unique on its node, and safe as the name of a directory and of a cgroup.
 *
 * @param value 1 to 1024 characters of {@code [A-Za-z0-9_+.-]}, not {@code .} or {@code ..} (runc's rule)
 */
public record ContainerId(String value) implements Comparable<ContainerId> {

    private static final Pattern ALLOWED = Pattern.compile("[\\w+.-]{1,1024}");

    public ContainerId {
        if (!isValid(value)) {
            throw new ContainerException(
                    ErrorCode.INVALID_ID,
                    "container id \"" + value + "\" must be 1 to 1024 characters of letters, digits and _+-."
                            + " and not . or ..");
        }
    }

    /** Whether a container may have this name. */
    public static boolean isValid(String value) {
        return ALLOWED.matcher(value).matches() && !value.equals(".") && !value.equals("..");
    }

    @Override
    public int compareTo(ContainerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
