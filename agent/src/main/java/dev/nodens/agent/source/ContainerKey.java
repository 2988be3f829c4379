package dev.nodens.agent.source;

/** Names one ContainerSpec, as the API server does. */
public record ContainerKey(String namespace, String name) implements Comparable<ContainerKey> {

    @Override
    public int compareTo(ContainerKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
