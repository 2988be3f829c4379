package dev.nodens.runtime.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whether bytes are a classic BPF program that the kernel would check and load: a shape, not a meaning. */
final class BpfCheck {

    private static final int INSTRUCTION_BYTES = 8;

    /** BPF_MAXINSNS. */
    private static final int LONGEST = 4096;

    private static final int CLASS_MASK = 0x07;
    private static final int CLASS_JUMP = 0x05;
    private static final int CLASS_RETURN = 0x06;
    private static final int OPERATION_MASK = 0xf0;
    private static final int JUMP_ALWAYS = 0x00;

    private BpfCheck() {}

    /** A whole number of instructions, no jump past the end, and the last one returns. */
    static boolean isLoadable(byte[] program) {
        int count = program.length / INSTRUCTION_BYTES;
        if (count == 0 || count > LONGEST || program.length % INSTRUCTION_BYTES != 0) {
            return false;
        }
        ByteBuffer instructions = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int lastClass = 0;
        for (int i = 0; i < count; i++) {
            int code = Short.toUnsignedInt(instructions.getShort());
            int ifTrue = Byte.toUnsignedInt(instructions.get());
            int ifFalse = Byte.toUnsignedInt(instructions.get());
            long operand = Integer.toUnsignedLong(instructions.getInt());
            lastClass = code & CLASS_MASK;
            if (lastClass == CLASS_JUMP) {
                long furthest = (code & OPERATION_MASK) == JUMP_ALWAYS ? operand : Math.max(ifTrue, ifFalse);
                if (i + 1 + furthest >= count) {
                    return false;
                }
            }
        }
        return lastClass == CLASS_RETURN;
    }
}
