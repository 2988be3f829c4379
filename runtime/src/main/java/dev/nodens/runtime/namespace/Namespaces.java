package dev.nodens.runtime.namespace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The namespaces of a container, at most one of each type, in the order they were given. A type that is missing is inherited. */
public record Namespaces(List<Namespace> list) {

    public Namespaces {
        list = List.copyOf(list);
    }

    public static Namespaces of(Namespace... namespaces) {
        Namespaces all = new Namespaces(List.of());
        for (Namespace namespace : namespaces) {
            all = all.add(namespace);
        }
        return all;
    }

    /** With this one: at the end, or in the place of the one of its type. */
    public Namespaces add(Namespace namespace) {
        List<Namespace> changed = new ArrayList<>(list);
        int index = index(namespace.type());
        if (index < 0) {
            changed.add(namespace);
        } else {
            changed.set(index, namespace);
        }
        return new Namespaces(changed);
    }

    /** Without the one of this type. */
    public Namespaces remove(NamespaceType type) {
        return new Namespaces(
                list.stream().filter(namespace -> namespace.type() != type).toList());
    }

    /** The place of this type in the list; -1 where it is inherited. */
    public int index(NamespaceType type) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).type() == type) {
                return i;
            }
        }
        return -1;
    }

    public boolean contains(NamespaceType type) {
        return index(type) >= 0;
    }

    /** The path to join; empty where it is a new one or inherited. */
    public Optional<String> pathOf(NamespaceType type) {
        return list.stream()
                .filter(namespace -> namespace.type() == type)
                .findFirst()
                .map(Namespace::path);
    }

    /** Whether a new one is made for the container. */
    public boolean creates(NamespaceType type) {
        return contains(type) && pathOf(type).isEmpty();
    }

    public boolean joins(NamespaceType type) {
        return pathOf(type).isPresent();
    }

    /** {@code CLONE_NEW*} flags of those that are new. */
    public int cloneFlags() {
        return list.stream()
                .filter(namespace -> namespace.path() == null)
                .mapToInt(namespace -> namespace.type().cloneFlag())
                .reduce(0, (flags, flag) -> flags | flag);
    }

    /** Those that are joined, in the order of joining. */
    public List<Namespace> joined() {
        return list.stream()
                .filter(namespace -> namespace.path() != null)
                .sorted(Comparator.comparing(Namespace::type))
                .toList();
    }

    /** {@link #joined} as the bootstrap message says it: {@code type:path}, joined by commas; empty where there are none. */
    public String joinedPaths() {
        return joined().stream()
                .map(namespace -> namespace.type().procFile() + ":" + namespace.path())
                .collect(Collectors.joining(","));
    }
}
