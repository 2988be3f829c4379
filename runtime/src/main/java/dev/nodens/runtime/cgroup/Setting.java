package dev.nodens.runtime.cgroup;

/**
 * One write to a control file.
 *
 * @param controller whose file it is, by the name that the hierarchy's version has for it
 * @param file its name in the cgroup's directory
 * @param value what is written, in one write(2)
 * @param ifAbsent what to do on a kernel that has the controller but not this file
 */
record Setting(String controller, String file, String value, IfAbsent ifAbsent) {

    /** A kernel may be older or newer than a file, or built without it. */
    sealed interface IfAbsent {

        /** The Spec asked for it: an error. */
        record Refuse() implements IfAbsent {}

        /** It only strengthens another setting. */
        record Skip() implements IfAbsent {}

        /** Another file means the same. */
        record Instead(Setting setting) implements IfAbsent {}
    }

    static Setting of(String file, String value) {
        return new Setting(controllerOf(file), file, value, new IfAbsent.Refuse());
    }

    static Setting of(String file, long value) {
        return of(file, Long.toString(value));
    }

    /** {@code -1} is the kernel's word for unlimited in v1; in v2 it is {@code max}. */
    static Setting limit(String file, long value) {
        return of(file, value < 0 ? "max" : Long.toString(value));
    }

    Setting orSkip() {
        return new Setting(controller, file, value, new IfAbsent.Skip());
    }

    Setting orElse(Setting other) {
        return new Setting(controller, file, value, new IfAbsent.Instead(other));
    }

    /** A control file's name starts with its controller's. */
    static String controllerOf(String file) {
        int dot = file.indexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    @Override
    public String toString() {
        return file + "=" + value;
    }
}
