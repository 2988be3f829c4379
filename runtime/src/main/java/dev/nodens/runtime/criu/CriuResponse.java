package dev.nodens.runtime.criu;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One answer, from {@code criu_resp} of criu's rpc.proto.
 *
 * @param kind number of a {@link CriuRequest.Kind}
 * @param errno of what failed; 0 = criu does not say
 * @param error in criu's words; empty = it has none
 * @param notice null unless {@code kind} is NOTIFY
 * @param version null unless it was asked for
 */
record CriuResponse(
        int kind,
        boolean success,
        int errno,
        String error,
        @Nullable Notice notice,
        @Nullable CriuVersion version,
        Set<CriuFeature> features) {

    private static final int KIND = 1;
    private static final int SUCCESS = 2;
    private static final int NOTIFY = 5;
    private static final int ERRNO = 7;
    private static final int FEATURES = 8;
    private static final int ERROR = 9;
    private static final int VERSION = 10;

    /** Something that criu is about to do or has done, and waits with. */
    record Notice(String script, int pid) {}

    /** Reads what criu sent; what is not known of it is passed over, as newer versions say more. */
    static CriuResponse decode(ByteBuffer bytes) {
        try {
            return new Reader().read(CodedInputStream.newInstance(bytes));
        } catch (IOException malformed) {
            throw new ContainerException(ErrorCode.INTERNAL, "criu's answer can't be read: " + malformed, malformed);
        }
    }

    /** Takes the number of a field; what it has not read by then is skipped. */
    private interface FieldReader {
        boolean read(int field, CodedInputStream in) throws IOException;
    }

    private static final class Reader {

        private int kind;
        private boolean success;
        private int errno;
        private String error = "";
        private @Nullable Notice notice;
        private @Nullable CriuVersion version;
        private final Set<CriuFeature> features = EnumSet.noneOf(CriuFeature.class);

        CriuResponse read(CodedInputStream in) throws IOException {
            fields(in, this::field);
            return new CriuResponse(kind, success, errno, error, notice, version, features);
        }

        private boolean field(int field, CodedInputStream in) throws IOException {
            switch (field) {
                case KIND -> kind = in.readEnum();
                case SUCCESS -> success = in.readBool();
                case NOTIFY -> notice = notice(in.readByteBuffer());
                case ERRNO -> errno = in.readInt32();
                case FEATURES -> features(in.readByteBuffer());
                case ERROR -> error = in.readString();
                case VERSION -> version = version(in.readByteBuffer());
                // Numbers of a table that goes on growing.
                default -> {
                    return false;
                }
            }
            return true;
        }

        private static Notice notice(ByteBuffer bytes) throws IOException {
            String[] script = {""};
            int[] pid = {0};
            fields(CodedInputStream.newInstance(bytes), (field, in) -> {
                if (field == 1) {
                    script[0] = in.readString();
                } else if (field == 2) {
                    pid[0] = in.readInt32();
                }
                return field <= 2;
            });
            return new Notice(script[0], pid[0]);
        }

        private void features(ByteBuffer bytes) throws IOException {
            fields(CodedInputStream.newInstance(bytes), (field, in) -> {
                for (CriuFeature feature : CriuFeature.values()) {
                    if (feature.number() == field) {
                        if (in.readBool()) {
                            features.add(feature);
                        }
                        return true;
                    }
                }
                return false;
            });
        }

        private static CriuVersion version(ByteBuffer bytes) throws IOException {
            int[] numbers = new int[5];
            fields(CodedInputStream.newInstance(bytes), (field, in) -> {
                boolean counted = field == 1 || field == 2 || field == 4;
                if (counted) {
                    numbers[field] = in.readInt32();
                }
                return counted;
            });
            return new CriuVersion(numbers[1], numbers[2], numbers[4]);
        }

        private static void fields(CodedInputStream in, FieldReader reader) throws IOException {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (!reader.read(WireFormat.getTagFieldNumber(tag), in)) {
                    in.skipField(tag);
                }
            }
        }
    }
}
