package dev.nodens.runtime;

import dev.nodens.runtime.error.ContainerException;
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
 * <p>Every method may be called from any thread; calls for one id are serialised inside. Any call may be cut off by the
 * death of this process at any instruction: the next one finds whatever is there and {@link #delete} removes it.
 *
 * <p>Every failure is a {@link ContainerException}; its {@linkplain ContainerException#code code} says what kind it is, and
 * its message where, what was found and what is allowed. Besides the codes that a method names, each can fail with
 * {@code RESOURCE_UNAVAILABLE} where a limit or a right of the node stands in the way, {@code DAMAGED_STATE} where a file of
 * the state root is not what was written there, and {@code INTERNAL}. A method that takes the id of a container that is to
 * be there fails with {@code NOT_FOUND} where it is not.
 */
public interface ContainerRuntime extends AutoCloseable {

    /**
     * Makes a container whose init waits for {@link #start}. Where it fails, everything is undone.
     *
     * @param spec what the container is; judged before anything is made
     * @return the container as {@link ContainerState.Created}
     * @throws ContainerException INVALID_SPEC, INVALID_NAMESPACE or ROOTFS_NOT_FOUND with the JSON path of what the Spec must
     *     not say; UNSUPPORTED where this node lacks what it needs; ALREADY_EXISTS where the id is taken
     */
    ContainerSnapshot create(ContainerId id, Spec spec, LaunchOptions options);

    /**
     * Lets a created container's init execute its program; returns when it has.
     *
     * @return the container as it is then, most often {@link ContainerState.Running}
     * @throws ContainerException WRONG_STATE where it is not created; COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE where the
     *     program could not be executed, and then the container has stopped
     */
    ContainerSnapshot start(ContainerId id);

    /**
     * {@link #create} and {@link #start} in one message: returns when the program was executed. Where it fails, everything is
     * undone.
     *
     * @return the container as it is then, most often {@link ContainerState.Running}
     * @throws ContainerException as both of them
     */
    ContainerSnapshot run(ContainerId id, Spec spec, LaunchOptions options);

    /**
     * Sends a signal to the container's process, or to every process of its cgroup.
     *
     * @param signal number of signal(7), 1 to 64
     * @param all whether every process of the cgroup gets it
     * @throws ContainerException WRONG_STATE where the container has no process any more
     */
    void kill(ContainerId id, int signal, boolean all);

    /**
     * Removes a stopped container: its cgroup with whatever still lives there, its state, its sockets. With
     * {@code force} a running one is killed first, and leftovers of a creation that was cut off are removed; then an id
     * that is not there is no error.
     *
     * @throws ContainerException WRONG_STATE where it has not stopped and {@code force} is not given
     */
    void delete(ContainerId id, boolean force);

    /** The container as it is now; empty where there is none of that id. */
    Optional<ContainerSnapshot> state(ContainerId id);

    /** All containers of this state root, by id. A damaged one is set aside and reported, never guessed at. */
    List<ContainerSnapshot> list();

    /**
     * Waits until the container's process has ended, without polling. It may have been made by another process; the same
     * answer comes as often as it is asked for, until the container is deleted.
     *
     * @throws ContainerException WRONG_STATE where its creation was cut off
     * @throws InterruptedException where this thread is interrupted; the container is not touched
     */
    ExitStatus await(ContainerId id) throws InterruptedException;

    /**
     * Runs one more process in a running container and waits for it; killed with its descendants at the timeout.
     *
     * @param process what to run; its own user, capabilities and limits, not the container's
     * @param outputLimitBytes how much of its standard output and error is kept; the rest is read and dropped
     * @throws ContainerException WRONG_STATE where the container is not running; INVALID_SPEC, COMMAND_NOT_FOUND or
     *     COMMAND_NOT_EXECUTABLE where the process can't be
     */
    ExecResult exec(ContainerId id, Process process, Duration timeout, int outputLimitBytes);

    /**
     * Freezes the container's cgroup; returns when it is frozen.
     *
     * @throws ContainerException WRONG_STATE where it is neither created nor running
     */
    void pause(ContainerId id);

    /**
     * Thaws it; returns when it is thawed.
     *
     * @throws ContainerException WRONG_STATE where it is not paused
     */
    void resume(ContainerId id);

    /**
     * Changes limits of a container in place.
     *
     * @param resources in the units of the runtime-spec (bytes, microseconds, shares); what it does not give stays as it is
     * @throws ContainerException WRONG_STATE where it has stopped; INVALID_SPEC where the kernel refuses a value, with its JSON
     *     path; UNSUPPORTED where the node has not the controller
     */
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

    /**
     * Writes a running or paused container to files, by criu; it has ended then, unless it is to go on. Where that fails it
     * goes on as before.
     *
     * @throws ContainerException UNSUPPORTED where there is no criu that runs here, or it can't write what the container has,
     *     with criu's own reasons; WRONG_STATE where it is neither running nor paused
     */
    void checkpoint(ContainerId id, CheckpointOptions options);

    /**
     * Makes a container that goes on where a checkpoint's has stopped. Where it fails, everything is undone.
     *
     * @param spec that of the container that was written; mounts may have other sources
     * @throws ContainerException as {@link #create}, and UNSUPPORTED as {@link #checkpoint}
     */
    ContainerSnapshot restore(ContainerId id, Spec spec, LaunchOptions options, RestoreOptions files);

    /** What a created, running or paused container uses at this moment. */
    ContainerStats stats(ContainerId id);

    /** The processes of the container's cgroup, as this process's pid namespace counts; empty where none is left. */
    List<Integer> processes(ContainerId id);

    /**
     * Told of every end of a container of this state root, also of those that an earlier process made.
     *
     * @return ends it when it is closed
     */
    Registration listen(ContainerListener listener);

    /** Ends a registration. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Ends what this process does for containers; they themselves go on. */
    @Override
    void close();
}
