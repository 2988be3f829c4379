package dev.nodens.runtime.cgroup;

import java.util.Optional;

/** A control file of lines {@code key value}. */
final class KeyedFile {

    private KeyedFile() {}

    /** The figure of a key; 0 where the file or the key is not there. */
    static long value(Optional<String> file, String key) {
        return file.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
