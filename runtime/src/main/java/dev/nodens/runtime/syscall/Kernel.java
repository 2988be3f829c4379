package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The one way into the kernel: libc's {@code syscall(2)}, with errno captured for each call on its own. */
final class Kernel {

    private static final int ARGUMENTS = 6;
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = link();

    private Kernel() {}

    /** What the call returned; again where a signal cut it off. */
    static long call(SystemCall call, Object object, long... arguments) {
        while (true) {
            long result = attempt(call, arguments);
            if (result >= 0) {
                return result;
            }
            Errno errno = Errno.of((int) -result);
            if (errno != Errno.EINTR) {
                throw new ErrnoException(call.manPage(), errno, object.toString());
            }
        }
    }

    /** What the call returned, or the negative error number. */
    static long attempt(SystemCall call, long... arguments) {
        long[] a = Arrays.copyOf(arguments, ARGUMENTS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = (long) SYSCALL.invokeExact(state, (long) call.number(), a[0], a[1], a[2], a[3], a[4], a[5]);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable impossible) {
            throw new AssertionError("a foreign function threw a checked exception", impossible);
        }
    }

    /** The descriptor that a call returned. */
    static Fd owned(long number) {
        // A close(2) that a signal cut off has closed all the same: it must never be made again.
        return new Fd((int) number, it -> attempt(SystemCall.CLOSE, it));
    }

    /** What is left in a buffer, where a call can read it. */
    static MemorySegment drained(Arena arena, ByteBuffer from) {
        MemorySegment bytes = arena.allocate(from.remaining());
        bytes.asByteBuffer().put(from);
        return bytes;
    }

    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                descriptor,
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
    }
}
