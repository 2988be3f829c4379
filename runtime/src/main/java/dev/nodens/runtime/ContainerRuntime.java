package dev.nodens.runtime;

import dev.nodens.runtime.spec.LinuxResources;
import dev.nodens.runtime.spec.Mount;
import dev.nodens.runtime.spec.Process;
import dev.nodens.runtime.spec.Spec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The door to this module: containers by id, from OCI runtime-spec to process and back.
 *
 * <p>Every method may be called from any thread; calls for one id are serialised inside. Every failure is a
 * {@link dev.nodens.runtime.error.ContainerException} whose code says what kind it is. Any call may be cut off by the
 * death of this process at any instruction: the next one finds whatever is there and {@link #delete} removes it.
 */
public interface ContainerRuntime extends AutoCloseable {

    /** Makes a container whose init waits for {@link #start}. Undoes everything where it fails. */
    ContainerSnapshot create(ContainerId id, Spec spec, LaunchOptions options);

    /** Lets a created container's init execute its program; returns when it has. */
    ContainerSnapshot start(ContainerId id);

    /** {@link #create} and {@link #start} in one message: returns when the program was executed. */
    ContainerSnapshot run(ContainerId id, Spec spec, LaunchOptions options);

    /** Sends a signal to the container's process, or to every process of its cgroup. */
    void kill(ContainerId id, int signal, boolean all);

    /**
     * Removes a stopped container: its cgroup with whatever still lives there, its state, its sockets. With
     * {@code force} a running one is killed first, and leftovers of a creation that was cut off are removed; then an id
     * that is not there is no error.
     */
    void delete(ContainerId id, boolean force);

    /** The container as it is now; empty where there is none of that id. */
    Optional<ContainerSnapshot> state(ContainerId id);

    /** All containers of this state root, by id. A damaged one is set aside and reported, never guessed at. */
    List<ContainerSnapshot> list();

    /** Waits until the container's process has ended, without polling. */
    ExitStatus await(ContainerId id) throws InterruptedException;

    /** Runs one more process in a running container and waits for it; killed with its descendants at the timeout. */
    ExecResult exec(ContainerId id, Process process, Duration timeout, int outputLimitBytes);

    /** Freezes the container's cgroup; returns when it is frozen. */
    void pause(ContainerId id);

    /** Thaws it. */
    void resume(ContainerId id);

    /** Changes limits of a running container in place. */
    void update(ContainerId id, LinuxResources resources);

    /**
     * Mounts one more directory, file or file system in a created, running or paused container. It lasts as long as the
     * container runs and is in no record. The destination is made where it is missing; it must not lead through a symbolic
     * link, which the container could change meanwhile, nor be a place that the container's own Spec mounts or protects.
     *
     * @param mount as in a Spec; a relative source of a bind mount starts at the container's bundle
     */
    void addMount(ContainerId id, Mount mount);

    /**
     * Takes away the topmost mount at a destination, by the same rules; fails with RESOURCE_UNAVAILABLE while it is in use.
     */
    void removeMount(ContainerId id, String destination);

    /** What a created, running or paused container uses at this moment. */
    ContainerStats stats(ContainerId id);

    /** The processes of the container's cgroup, as this process's pid namespace counts. */
    List<Integer> processes(ContainerId id);

    /** Told of every end of a container of this state root, also of those that an earlier process made. */
    Registration listen(ContainerListener listener);

    /** Ends a registration. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    void close();
}
