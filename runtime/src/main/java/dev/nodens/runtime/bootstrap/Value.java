package dev.nodens.runtime.bootstrap;

import java.util.Arrays;
import java.util.HexFormat;

/** What an attribute or a field of a record holds. */
sealed interface Value {

    /** U32 or I32, as bits. */
    record Word(int bits) implements Value {}

    /** U64, as bits. */
    record DoubleWord(long bits) implements Value {}

    /** STR, without its NUL. */
    record Text(String text) implements Value {}

    /** BYTES; compared by content. */
    @SuppressWarnings("ArrayRecordComponent") // made here, never handed on to be changed
    record Bytes(byte[] bytes) implements Value {

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(bytes);
        }
    }

    static Value of(boolean value) {
        return new Word(value ? 1 : 0);
    }

    static Value of(int bits) {
        return new Word(bits);
    }

    static Value of(long bits) {
        return new DoubleWord(bits);
    }

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(byte[] bytes) {
        return new Bytes(bytes);
    }
}
