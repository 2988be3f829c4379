package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * posix_spawn(3). A JVM must not fork, because the child of one of its threads may call nothing but async-signal-safe
 * functions; posix_spawn leaves all of that to libc. Not by jnr-posix, which can't name the signals to reset, and whose
 * strings may be freed while libc still reads them (docs/decisions/0011).
 */
final class PosixSpawn {

    /** More than glibc and musl need for either struct (80 and 336 bytes). */
    private static final int STRUCT_BYTES = 512;

    private static final int SIGNAL_SET_BYTES = 128;
    private static final short SETSIGDEF_AND_SETSIGMASK = 4 | 8;

    /** All 64 but SIGKILL and SIGSTOP, which nobody can change. */
    private static final long EVERY_SIGNAL = ~(1L << 8 | 1L << 18);

    private static final MethodHandle SPAWN =
            function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle INIT_ACTIONS = function("posix_spawn_file_actions_init", ADDRESS);
    private static final MethodHandle ADD_DUP =
            function("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle DESTROY_ACTIONS = function("posix_spawn_file_actions_destroy", ADDRESS);
    private static final MethodHandle INIT_ATTRIBUTES = function("posix_spawnattr_init", ADDRESS);
    private static final MethodHandle SET_FLAGS = function("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
    private static final MethodHandle SET_MASK = function("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
    private static final MethodHandle SET_DEFAULTS = function("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);

    private PosixSpawn() {}

    /** Returns the child's pid. */
    static int spawn(SpawnRequest request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pid = arena.allocate(JAVA_INT);
            MemorySegment path = arena.allocateFrom(request.path());
            MemorySegment attributes = attributes(arena);
            MemorySegment argv = strings(arena, request.argv());
            List<String> variables = request.environment().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList();
            MemorySegment environment = strings(arena, variables);
            MemorySegment actions = arena.allocate(STRUCT_BYTES, JAVA_LONG.byteAlignment());
            check(request, (int) INIT_ACTIONS.invokeExact(actions));
            try {
                addActions(request, actions);
                check(request, (int) SPAWN.invokeExact(pid, path, actions, attributes, argv, environment));
            } finally {
                int _ = (int) DESTROY_ACTIONS.invokeExact(actions);
            }
            return pid.get(JAVA_INT, 0);
        } catch (RuntimeException | Error refused) {
            throw refused;
        } catch (Throwable impossible) {
            throw new AssertionError("a foreign function threw a checked exception", impossible);
        }
    }

    /** A descriptor that is duplicated to its own number loses close-on-exec and moves nowhere (POSIX.1-2024). */
    private static void addActions(SpawnRequest request, MemorySegment actions) throws Throwable {
        for (int i = 0; i < request.streams().size(); i++) {
            int number = request.streams().get(i).number();
            check(request, (int) ADD_DUP.invokeExact(actions, number, i));
        }
        for (Fd fd : request.inherited()) {
            check(request, (int) ADD_DUP.invokeExact(actions, fd.number(), fd.number()));
        }
    }

    /**
     * What a JVM, or the shell that started it, ignores or blocks is not the program's. In the child libc makes one system
     * call for each signal that is named here, and would make two for any other, to see what the parent does with it.
     */
    private static MemorySegment attributes(Arena arena) throws Throwable {
        MemorySegment attributes = arena.allocate(STRUCT_BYTES, JAVA_LONG.byteAlignment());
        MemorySegment signals = arena.allocate(SIGNAL_SET_BYTES, JAVA_LONG.byteAlignment());
        int _ = (int) INIT_ATTRIBUTES.invokeExact(attributes);
        int _ = (int) SET_FLAGS.invokeExact(attributes, SETSIGDEF_AND_SETSIGMASK);
        int _ = (int) SET_MASK.invokeExact(attributes, signals);
        signals.set(JAVA_LONG, 0, EVERY_SIGNAL);
        int _ = (int) SET_DEFAULTS.invokeExact(attributes, signals);
        return attributes;
    }

    /** With the null pointer that ends them. */
    private static MemorySegment strings(Arena arena, List<String> strings) {
        MemorySegment pointers = arena.allocate(ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        return pointers;
    }

    /** These functions return the error and leave errno alone. */
    private static void check(SpawnRequest request, int error) {
        if (error != 0) {
            throw new ErrnoException("posix_spawn", Errno.of(error), request.path());
        }
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }
}
