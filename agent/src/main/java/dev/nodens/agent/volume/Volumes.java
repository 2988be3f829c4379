package dev.nodens.agent.volume;

import dev.nodens.agent.desired.DesiredContainer;
import dev.nodens.agent.desired.DesiredNamespace;
import dev.nodens.agent.observe.DataFolders;
import dev.nodens.agent.oci.OciSpecs;
import dev.nodens.crd.v1alpha1.ContainerSpecSpec;
import dev.nodens.crd.v1alpha1.ContainerVolume;
import dev.nodens.crd.v1alpha1.DnsPolicy;
import dev.nodens.crd.v1alpha1.NamespaceKind;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.Mount;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes what is mounted into a container: its volumes, and the files below /etc that say who and where it is. */
public final class Volumes {

    private final DataFolders folders;
    private final Path hostRoot;

    /** @param hostRoot the host's root as the agent sees it */
    public Volumes(DataFolders folders, Path hostRoot) {
        this.folders = folders;
        this.hostRoot = hostRoot;
    }

    /** The mounts, in their order; everything that they name exists when this returns. */
    public List<Mount> prepare(DesiredContainer desired) {
        try {
            List<Mount> mounts = new ArrayList<>(etc(desired));
            Map<String, ContainerVolume> volumes = desired.spec().volumes().stream()
                    .collect(Collectors.toMap(ContainerVolume::name, Function.identity()));
            for (VolumeMount mount : desired.spec().volumeMounts()) {
                Path source = source(desired, Objects.requireNonNull(volumes.get(mount.getName())));
                mounts.add(new Mount(mount.getMountPath(), "bind", source.toString(), options(mount)));
            }
            return mounts;
        } catch (IOException e) {
            throw new ContainerException(
                    ErrorCode.RESOURCE_UNAVAILABLE, "can't make the volumes of " + desired.key() + ": " + e, e);
        }
    }

    private static List<String> options(VolumeMount mount) {
        List<String> options = new ArrayList<>(List.of("rbind"));
        boolean readonly = Boolean.TRUE.equals(mount.getReadOnly());
        boolean recursive =
                "Enabled".equals(mount.getRecursiveReadOnly()) || "IfPossible".equals(mount.getRecursiveReadOnly());
        options.add(readonly ? recursive ? "rro" : "ro" : "rw");
        options.add(
                switch (Objects.requireNonNullElse(mount.getMountPropagation(), "None")) {
                    case "HostToContainer" -> "rslave";
                    case "Bidirectional" -> "rshared";
                    default -> "rprivate";
                });
        return options;
    }

    private Path source(DesiredContainer desired, ContainerVolume volume) throws IOException {
        if (volume.hostPath() != null) {
            return hostPath(volume.name(), volume.hostPath());
        }
        Path folder = folders.container(desired.id()).resolve("volumes").resolve(volume.name());
        Files.createDirectories(folder);
        // As a Pod's emptyDir: whatever user the container runs as can write there.
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private Path hostPath(String name, HostPathVolumeSource volume) throws IOException {
        Path path = Path.of(volume.getPath());
        Path seen = hostRoot.resolve(path.toString().substring(1));
        String type = Objects.requireNonNullElse(volume.getType(), "");
        switch (type) {
            case "DirectoryOrCreate" -> Files.createDirectories(seen);
            case "FileOrCreate" -> createFile(seen);
            case "Directory" -> check(Files.isDirectory(seen), name, path, "a directory");
            case "File" -> check(Files.isRegularFile(seen), name, path, "a file");
            case "Socket", "CharDevice", "BlockDevice" -> check(isSpecial(seen, type), name, path, "a " + type);
            default -> check(Files.exists(seen), name, path, "there");
        }
        return path;
    }

    private static boolean isSpecial(Path path, String type) throws IOException {
        // stat(2): S_IFMT and the types below it.
        int format = Files.exists(path) ? (int) Files.getAttribute(path, "unix:mode") & 0170000 : 0;
        return switch (type) {
            case "Socket" -> format == 0140000;
            case "CharDevice" -> format == 0020000;
            default -> format == 0060000;
        };
    }

    private static void createFile(Path path) throws IOException {
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        if (!Files.exists(path)) {
            Files.createFile(path);
        }
    }

    private static void check(boolean holds, String volume, Path path, String what) {
        if (!holds) {
            throw new ContainerException(
                    ErrorCode.INVALID_SPEC,
                    "spec.volumes[" + volume + "].hostPath.path: \"" + path + "\" must be " + what);
        }
    }

    private List<Mount> etc(DesiredContainer desired) throws IOException {
        Path folder = folders.container(desired.id()).resolve("etc");
        Files.createDirectories(folder);
        return List.of(
                etc(folder, "hosts", hosts(desired)),
                etc(folder, "hostname", OciSpecs.hostname(desired) + "\n"),
                etc(folder, "resolv.conf", resolvConf(desired.spec())));
    }

    private static Mount etc(Path folder, String name, String content) throws IOException {
        Path file = folder.resolve(name);
        // Written in place: a running instance has this very file mounted.
        Files.writeString(file, content);
        return new Mount("/etc/" + name, "bind", file.toString(), List.of("rbind", "rprivate", "rw"));
    }

    private String hosts(DesiredContainer desired) throws IOException {
        boolean hostNetwork = desired.namespace(NamespaceKind.NETWORK).origin() instanceof DesiredNamespace.OfHost;
        return hostNetwork
                ? read("etc/hosts") + EtcFiles.aliases(desired.spec().hostAliases())
                : EtcFiles.hosts(OciSpecs.hostname(desired), desired.spec().hostAliases());
    }

    /** Without a cluster's DNS both ClusterFirst policies are Default, as the kubelet has it. */
    private String resolvConf(ContainerSpecSpec spec) throws IOException {
        String base = spec.dnsPolicy() == DnsPolicy.NONE ? "" : read("etc/resolv.conf");
        return EtcFiles.resolvConf(base, spec.dnsConfig());
    }

    private String read(String file) throws IOException {
        Path path = hostRoot.resolve(file);
        return Files.exists(path) && !Files.isSymbolicLink(path) ? Files.readString(path) : followed(path);
    }

    /** A link is the host's, and an absolute one starts at the host's root. */
    private String followed(Path link) throws IOException {
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        Path target = Files.readSymbolicLink(link);
        Path resolved =
                target.isAbsolute() ? hostRoot.resolve(target.toString().substring(1)) : link.resolveSibling(target);
        return Files.isRegularFile(resolved) ? Files.readString(resolved) : "";
    }
}
