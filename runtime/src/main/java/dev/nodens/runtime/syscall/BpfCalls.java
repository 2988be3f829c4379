package dev.nodens.runtime.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** bpf(2): each command has its own part of {@code union bpf_attr}, whose offsets stand here; the rest of it is zero. */
final class BpfCalls {

    static final int ALLOW_MULTI_AND_REPLACE = 2 | 4;

    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int PROG_QUERY = 16;

    private static final int INSTRUCTION_BYTES = 8;

    /** BPF_CGROUP_MAX_PROGS: no cgroup has more. */
    private static final int MOST_PROGRAMS = 64;

    private BpfCalls() {}

    /** prog_type, insn_cnt, insns, license; prog_name at 48. */
    static long load(int type, ByteBuffer instructions, String license, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(instructions.remaining(), 8);
            program.asByteBuffer().put(instructions);
            MemorySegment attributes = arena.allocate(64, 8);
            attributes.set(JAVA_INT, 0, type);
            attributes.set(JAVA_INT, 4, (int) (program.byteSize() / INSTRUCTION_BYTES));
            attributes.set(JAVA_LONG, 8, program.address());
            attributes.set(JAVA_LONG, 16, arena.allocateFrom(license).address());
            attributes.setString(48, name);
            return call(PROG_LOAD, "program", attributes);
        }
    }

    /** target_fd, attach_bpf_fd, attach_type, attach_flags, replace_bpf_fd. */
    static void attach(Fd target, int program, int attachType, int flags, int former) {
        try (Arena arena = Arena.ofConfined()) {
            call(
                    PROG_ATTACH,
                    target,
                    arena.allocateFrom(JAVA_INT, target.number(), program, attachType, flags, former));
        }
    }

    /** target_fd, attach_type, query_flags, attach_flags, prog_ids, prog_cnt. */
    static List<Integer> query(Fd target, int attachType) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate(JAVA_INT, MOST_PROGRAMS);
            MemorySegment attributes = arena.allocate(32, 8);
            attributes.set(JAVA_INT, 0, target.number());
            attributes.set(JAVA_INT, 4, attachType);
            attributes.set(JAVA_LONG, 16, ids.address());
            attributes.set(JAVA_INT, 24, MOST_PROGRAMS);
            call(PROG_QUERY, target, attributes);
            return IntStream.range(0, attributes.get(JAVA_INT, 24))
                    .mapToObj(i -> ids.getAtIndex(JAVA_INT, i))
                    .toList();
        }
    }

    static long byId(int id) {
        try (Arena arena = Arena.ofConfined()) {
            return call(PROG_GET_FD_BY_ID, "program " + id, arena.allocateFrom(JAVA_INT, id, 0, 0));
        }
    }

    /** bpf_fd, info_len, info; in {@code struct bpf_prog_info} the name is at 64. */
    static String name(Fd program) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(80, 8);
            MemorySegment attributes = arena.allocate(16, 8);
            attributes.set(JAVA_INT, 0, program.number());
            attributes.set(JAVA_INT, 4, (int) info.byteSize());
            attributes.set(JAVA_LONG, 8, info.address());
            call(OBJ_GET_INFO_BY_FD, program, attributes);
            return info.getString(64);
        }
    }

    private static long call(int command, Object object, MemorySegment attributes) {
        return Kernel.call(SystemCall.BPF, object, command, attributes.address(), attributes.byteSize());
    }
}
