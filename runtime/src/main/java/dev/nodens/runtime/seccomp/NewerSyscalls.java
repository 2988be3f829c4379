package dev.nodens.runtime.seccomp;

import dev.nodens.runtime.spec.LinuxSeccomp;
import dev.nodens.runtime.syscall.Libseccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * System calls that are newer than a profile: with numbers above every call that it names. A program that asks for one of
 * them and is told ENOSYS does without, as on an older kernel; told EPERM, or killed, it fails (musl and glibc have tried
 * {@code faccessat2} and {@code clone3} so). libseccomp has only one default, so that this stands before what it compiles.
 */
final class NewerSyscalls {

    private static final Set<String> DENYING =
            Set.of("SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP");

    /** Of {@code struct seccomp_data}. */
    private static final int NUMBER = 0;

    private static final int ARCHITECTURE = 4;

    /** AUDIT_ARCH_X86_64 is that of x32 too, whose numbers have a bit of their own; libseccomp counts it as a machine. */
    private static final int X86_64 = 0xc000_003e;

    private static final int X32 = 0x4000_003e;
    private static final int X32_BIT = 0x4000_0000;

    /**
     * libseccomp's numbers for calls that a machine may have by socketcall(2) or ipc(2), as a part of their arguments: their
     * own numbers it does not tell, so that such a machine's highest is not known.
     */
    private static final int FIRST_MULTIPLEXED = -101;

    private static final int LAST_MULTIPLEXED = -299;

    private static final int NO_SYSCALL_IS_ABOVE = -1;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int LOAD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_ABOVE = 0x25;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;
    private static final int ENOSYS = 0x0005_0000 | 38;

    private NewerSyscalls() {}

    /** Whether the profile leaves open what becomes of them: a default that allows is one for them too, as is a given errno. */
    static boolean areOpen(LinuxSeccomp seccomp) {
        return DENYING.contains(seccomp.defaultAction()) && seccomp.defaultErrnoRet() == null;
    }

    /**
     * The highest number that a profile names, for each machine of its filter.
     *
     * @param machines libseccomp's tokens, which are the kernel's AUDIT_ARCH numbers except for x32
     */
    static Map<Integer, Integer> highest(Libseccomp library, LinuxSeccomp seccomp, List<Integer> machines) {
        List<String> names = seccomp.syscalls().stream()
                .flatMap(call -> call.names().stream())
                .distinct()
                .toList();
        Map<Integer, Integer> highest = new TreeMap<>();
        for (int machine : machines) {
            int[] numbers = names.stream()
                    .mapToInt(name -> library.syscall(machine, name))
                    .toArray();
            boolean hidden =
                    multiplexes(library, machine) && Arrays.stream(numbers).anyMatch(NewerSyscalls::isMultiplexed);
            OptionalInt last =
                    Arrays.stream(numbers).filter(number -> number >= 0).max();
            if (!hidden && last.isPresent()) {
                highest.put(machine, last.getAsInt());
            }
        }
        return highest;
    }

    /** Where there is none of these, a number of theirs says that the machine has not that call at all. */
    private static boolean multiplexes(Libseccomp library, int machine) {
        return library.syscall(machine, "socketcall") >= 0;
    }

    private static boolean isMultiplexed(int number) {
        return number <= FIRST_MULTIPLEXED && number >= LAST_MULTIPLEXED;
    }

    /** The same program, with an answer to numbers above these before it. */
    static byte[] answered(Map<Integer, Integer> highest, byte[] program) {
        List<Map.Entry<Integer, Integer>> machines = highest.entrySet().stream()
                .filter(machine -> machine.getKey() != X32)
                .toList();
        int length = 3 + machines.stream().mapToInt(NewerSyscalls::instructions).sum();
        ByteBuffer code =
                ByteBuffer.allocate(length * INSTRUCTION_BYTES + program.length).order(ByteOrder.nativeOrder());
        put(code, LOAD, 0, 0, ARCHITECTURE);
        int next = 1;
        for (Map.Entry<Integer, Integer> machine : machines) {
            int size = instructions(machine);
            put(code, JUMP_IF_EQUAL, 0, size - 1, machine.getKey());
            put(code, LOAD, 0, 0, NUMBER);
            next += size;
            int toAnswer = length - 1 - next;
            if (machine.getKey() == X86_64) {
                put(code, JUMP_IF_AT_LEAST, 1, 0, X32_BIT);
                put(code, JUMP_IF_ABOVE, toAnswer + 1, toAnswer + 2, machine.getValue());
                put(code, JUMP_IF_ABOVE, toAnswer, toAnswer + 1, highest.getOrDefault(X32, NO_SYSCALL_IS_ABOVE));
            } else {
                put(code, JUMP_IF_ABOVE, toAnswer, toAnswer + 1, machine.getValue());
            }
        }
        put(code, JUMP, 0, 0, 1);
        put(code, RETURN, 0, 0, ENOSYS);
        return code.put(program).array();
    }

    private static int instructions(Map.Entry<Integer, Integer> machine) {
        return machine.getKey() == X86_64 ? 5 : 3;
    }

    /** A {@code struct sock_filter}; jumps count from the instruction that follows. */
    private static void put(ByteBuffer code, int operation, int ifTrue, int ifFalse, int operand) {
        code.putShort((short) operation).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }
}
