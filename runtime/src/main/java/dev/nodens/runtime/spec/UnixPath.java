package dev.nodens.runtime.spec;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path as a text, because {@link java.nio.file.Path} takes only what the JVM's locale can encode (nothing but ASCII in the C
 * locale of most services), and native-init gets UTF-8 whatever the locale is.
 */
public final class UnixPath {

    private UnixPath() {}

    /**
     * The absolute path that {@code path} is, seen from {@code directory}: without {@code .}, {@code ..} and double slashes.
     * It is about names only: what a symbolic link makes of it is looked at when it is opened.
     *
     * @param directory absolute
     */
    public static String resolve(String directory, String path) {
        Deque<String> names = new ArrayDeque<>();
        String whole = path.startsWith("/") ? path : directory + "/" + path;
        for (String name : whole.split("/")) {
            switch (name) {
                case "", "." -> {}
                case ".." -> names.pollLast();
                default -> names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }

    /** A path of the container: a relative one starts at its root. */
    public static String inContainer(String path) {
        return resolve("/", path);
    }
}
