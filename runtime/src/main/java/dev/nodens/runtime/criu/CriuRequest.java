package dev.nodens.runtime.criu;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** One request, as {@code criu_req} of criu's rpc.proto: its kind, and options in the order in which they were given. */
public final class CriuRequest {

    private static final int KIND = 1;
    private static final int OPTIONS = 2;
    private static final int NOTIFY_SUCCESS = 3;
    private static final int FEATURES = 5;

    /** What is asked for; numbers are {@code criu_req_type}'s. */
    public enum Kind {
        DUMP(1),
        RESTORE(2),
        PRE_DUMP(4),
        NOTIFY(6),
        FEATURE_CHECK(9),
        VERSION(10);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** Writes one field, or all fields of one message. */
    private interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    private final Kind kind;
    private final List<Writer> options = new ArrayList<>();

    public CriuRequest(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    public CriuRequest with(CriuOption option, boolean value) {
        return add(out -> out.writeBool(option.number(), value));
    }

    public CriuRequest with(CriuOption option, int value) {
        return add(out -> out.writeInt32(option.number(), value));
    }

    public CriuRequest with(CriuOption option, String value) {
        return add(out -> out.writeString(option.number(), value));
    }

    /** A pair of strings: EXT_MNT with key and value, CG_ROOT with controller and path, JOIN_NS with type and file. */
    public CriuRequest with(CriuOption option, String first, String second) {
        byte[] pair = message(out -> {
            out.writeString(1, first);
            out.writeString(2, second);
        });
        return add(out -> out.writeByteArray(option.number(), pair));
    }

    /** A string and a number: INHERIT_FD with key and descriptor, PAGE_SERVER with address and port. */
    public CriuRequest with(CriuOption option, String first, int second) {
        byte[] pair = message(out -> {
            out.writeString(1, first);
            out.writeInt32(2, second);
        });
        return add(out -> out.writeByteArray(option.number(), pair));
    }

    /** The bytes of the whole message. */
    byte[] encode() {
        byte[] all = message(out -> {
            for (Writer option : options) {
                option.write(out);
            }
        });
        return message(out -> {
            out.writeEnum(KIND, kind.number());
            if (!options.isEmpty()) {
                out.writeByteArray(OPTIONS, all);
            }
        });
    }

    /** The answer to a notice. */
    static byte[] noticed(boolean success) {
        return message(out -> {
            out.writeEnum(KIND, Kind.NOTIFY.number());
            out.writeBool(NOTIFY_SUCCESS, success);
        });
    }

    /** Asks whether one feature of {@code criu_features} is there. */
    static byte[] featureCheck(CriuFeature feature) {
        byte[] asked = message(out -> out.writeBool(feature.number(), true));
        return message(out -> {
            out.writeEnum(KIND, Kind.FEATURE_CHECK.number());
            out.writeByteArray(FEATURES, asked);
        });
    }

    private CriuRequest add(Writer option) {
        options.add(option);
        return this;
    }

    private static byte[] message(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writer.write(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory can always be written", impossible);
        }
        return bytes.toByteArray();
    }
}
