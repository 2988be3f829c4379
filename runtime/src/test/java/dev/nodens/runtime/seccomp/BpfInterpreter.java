package dev.nodens.runtime.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a classic BPF program on a {@code struct seccomp_data}, as the kernel does for each system call. */
final class BpfInterpreter {

    static final int X86_64 = 0xc000_003e;
    static final int I386 = 0x4000_0003;

    private BpfInterpreter() {}

    /** The action that the program returns for a call. */
    static int run(byte[] program, int architecture, int syscall, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        data.putInt(0, syscall).putInt(4, architecture);
        for (int i = 0; i < arguments.length; i++) {
            data.putLong(16 + 8 * i, arguments[i]);
        }
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int accumulator = 0;
        for (int pc = 0; ; pc++) {
            int opcode = code.getShort(8 * pc);
            int operand = code.getInt(8 * pc + 4);
            int ifTrue = Byte.toUnsignedInt(code.get(8 * pc + 2));
            int ifFalse = Byte.toUnsignedInt(code.get(8 * pc + 3));
            switch (opcode) {
                case 0x20 -> accumulator = data.getInt(operand);
                case 0x54 -> accumulator &= operand;
                case 0x05 -> pc += operand;
                case 0x15 -> pc += accumulator == operand ? ifTrue : ifFalse;
                case 0x25 -> pc += Integer.compareUnsigned(accumulator, operand) > 0 ? ifTrue : ifFalse;
                case 0x35 -> pc += Integer.compareUnsigned(accumulator, operand) >= 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("opcode 0x" + Integer.toHexString(opcode) + " at " + pc);
            }
        }
    }
}
