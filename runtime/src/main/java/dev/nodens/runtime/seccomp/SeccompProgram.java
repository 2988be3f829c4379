package dev.nodens.runtime.seccomp;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A compiled filter.
 *
 * @param flags {@code SECCOMP_FILTER_FLAG_*} bits
 * @param program an array of {@code struct sock_filter} (8 bytes each) in host byte order; never changed by who holds it
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to the kernel; equality is by content below
public record SeccompProgram(int flags, byte[] program) {

    public SeccompProgram {
        program = program.clone();
    }

    @Override
    public byte[] program() {
        return program.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeccompProgram that && flags == that.flags && Arrays.equals(program, that.program);
    }

    @Override
    public int hashCode() {
        return 31 * flags + Arrays.hashCode(program);
    }

    @Override
    public String toString() {
        return "SeccompProgram[flags=" + flags + ", program=" + HexFormat.of().formatHex(program) + "]";
    }
}
