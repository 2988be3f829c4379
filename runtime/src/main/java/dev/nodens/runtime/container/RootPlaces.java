package dev.nodens.runtime.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Where a destination leads in a root whose symbolic links start at itself. Only a name is found out, for criu to compare:
 * nothing is opened by it.
 */
record RootPlaces(Path root) {

    private static final int LINKS_AT_MOST = 40;

    String of(String target) {
        Deque<String> rest = names(target);
        Deque<String> place = new ArrayDeque<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                place.pollLast();
                continue;
            }
            place.addLast(name);
            Path here = root.resolve(String.join("/", place));
            if (links < LINKS_AT_MOST && Files.isSymbolicLink(here)) {
                links++;
                String link = read(here);
                place.removeLast();
                if (link.startsWith("/")) {
                    place.clear();
                }
                names(link).descendingIterator().forEachRemaining(rest::push);
            }
        }
        return "/" + String.join("/", place);
    }

    private static Deque<String> names(String path) {
        Deque<String> names = new ArrayDeque<>();
        Arrays.stream(path.split("/"))
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .forEach(names::addLast);
        return names;
    }

    private static String read(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
