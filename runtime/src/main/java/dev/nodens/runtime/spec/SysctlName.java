package dev.nodens.runtime.spec;

/**
 * The name of a kernel parameter.
 *
 * @param path below {@code /proc/sys}, with slashes
 */
public record SysctlName(String path) {

    /**
     * Reads both ways of writing one (sysctl.d(5)): the first separator tells whether slashes or dots part the name, and the
     * other character then stands for what it can't be, so that {@code net.ipv4.conf.eth0/1.forwarding} is about
     * {@code eth0.1}.
     */
    public static SysctlName of(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (dot < 0 || (slash >= 0 && slash < dot)) {
            return new SysctlName(name);
        }
        StringBuilder path = new StringBuilder(name.length());
        for (char c : name.toCharArray()) {
            path.append(c == '.' ? '/' : c == '/' ? '.' : c);
        }
        return new SysctlName(path.toString());
    }

    /** Whether every part is a plain name, so that the path stays below {@code /proc/sys}. */
    boolean isPlain() {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
