package dev.nodens.runtime.cgroup;

import dev.nodens.runtime.cgroup.DeviceRules.Access;
import dev.nodens.runtime.cgroup.DeviceRules.Device;
import dev.nodens.runtime.cgroup.DeviceRules.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The eBPF program (BPF_PROG_TYPE_CGROUP_DEVICE) that enforces device rules on v2. The kernel calls it with a {@code struct
 * bpf_cgroup_dev_ctx} {access and type, major, minor} and lets the access be where it returns 1.
 */
final class DeviceProgram {

    /** BPF_PROG_TYPE_CGROUP_DEVICE. */
    static final int PROGRAM_TYPE = 15;

    /** BPF_CGROUP_DEVICE. */
    static final int ATTACH_TYPE = 6;

    private static final int INSTRUCTION_BYTES = 8;

    /** Opcodes (the jumps compare 32 bits); see Documentation/bpf/standardization/instruction-set.rst. */
    private static final int LOAD_WORD = 0x61;

    private static final int AND = 0x54;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int MOVE = 0xb4;
    private static final int MOVE_REGISTER = 0xbc;
    private static final int JUMP_UNLESS_EQUAL = 0x56;
    private static final int JUMP_IF_EQUAL = 0x16;
    private static final int EXIT = 0x95;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;
    private static final int SCRATCH = 6;

    private static final int TYPE_BLOCK = 1;
    private static final int TYPE_CHARACTER = 2;
    private static final int ACCESS_MKNOD = 1;
    private static final int ACCESS_READ = 2;
    private static final int ACCESS_WRITE = 4;
    private static final int ACCESS_ALL = 7;

    private record Instruction(int opcode, int destination, int source, int offset, int immediate) {}

    private DeviceProgram() {}

    /** The program's {@code struct bpf_insn}s, in this machine's byte order. */
    static ByteBuffer assemble(DeviceRules rules) {
        List<Instruction> program = new ArrayList<>();
        program.add(new Instruction(LOAD_WORD, TYPE, CONTEXT, 0, 0));
        program.add(new Instruction(MOVE_REGISTER, ACCESS, TYPE, 0, 0));
        program.add(immediate(AND, TYPE, 0xffff));
        program.add(immediate(SHIFT_RIGHT, ACCESS, 16));
        program.add(new Instruction(LOAD_WORD, MAJOR, CONTEXT, 4, 0));
        program.add(new Instruction(LOAD_WORD, MINOR, CONTEXT, 8, 0));
        rules.exemptions().forEach(exemption -> program.addAll(check(exemption, rules.allowedByDefault())));
        program.addAll(result(rules.allowedByDefault()));
        return bytes(program);
    }

    /**
     * One exemption. Where the default denies, it lets be only what asks for nothing but what it names; where the default
     * allows, it stops whatever asks for anything that it names. So does v1.
     */
    private static List<Instruction> check(DeviceRules.Exemption exemption, boolean allowedByDefault) {
        Device device = exemption.device();
        int named = bits(exemption);
        List<Instruction> matched = new ArrayList<>();
        matched.add(new Instruction(MOVE_REGISTER, SCRATCH, ACCESS, 0, 0));
        matched.add(immediate(AND, SCRATCH, allowedByDefault ? named : ACCESS_ALL & ~named));
        matched.add(new Instruction(allowedByDefault ? JUMP_IF_EQUAL : JUMP_UNLESS_EQUAL, SCRATCH, 0, 2, 0));
        matched.addAll(result(!allowedByDefault));

        List<Instruction> check = new ArrayList<>();
        Long minor = device.minor();
        if (minor != null) {
            matched.addFirst(unless(MINOR, minor, matched.size()));
        }
        Long major = device.major();
        if (major != null) {
            matched.addFirst(unless(MAJOR, major, matched.size()));
        }
        check.add(unless(TYPE, device.type() == Type.BLOCK ? TYPE_BLOCK : TYPE_CHARACTER, matched.size()));
        check.addAll(matched);
        return check;
    }

    private static Instruction unless(int register, long value, int skip) {
        return new Instruction(JUMP_UNLESS_EQUAL, register, 0, skip, (int) value);
    }

    private static List<Instruction> result(boolean allowed) {
        return List.of(immediate(MOVE, RESULT, allowed ? 1 : 0), new Instruction(EXIT, 0, 0, 0, 0));
    }

    private static Instruction immediate(int opcode, int register, int value) {
        return new Instruction(opcode, register, 0, 0, value);
    }

    private static int bits(DeviceRules.Exemption exemption) {
        int bits = 0;
        for (Access access : exemption.access()) {
            bits |= switch (access) {
                case MKNOD -> ACCESS_MKNOD;
                case READ -> ACCESS_READ;
                case WRITE -> ACCESS_WRITE;
            };
        }
        return bits;
    }

    private static ByteBuffer bytes(List<Instruction> program) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(program.size() * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (Instruction i : program) {
            int registers = little ? i.source << 4 | i.destination : i.destination << 4 | i.source;
            bytes.put((byte) i.opcode)
                    .put((byte) registers)
                    .putShort((short) i.offset)
                    .putInt(i.immediate);
        }
        return bytes.flip();
    }
}
