package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.Bootstrap;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.namespace.Namespace;
import dev.nodens.runtime.plan.HookPlan;
import dev.nodens.runtime.plan.LaunchPlan;
import dev.nodens.runtime.plan.MountingPlan;
import dev.nodens.runtime.plan.RestorePlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** From a plan to the bytes that native-init reads. */
public final class BootstrapEncoder {

    /** {@code struct nlmsghdr} and {@code struct nlattr}. */
    static final int HEADER_BYTES = 16;

    static final int ATTRIBUTE_BYTES = 4;
    static final int ALIGNMENT = 4;

    /** Enough for most, the filter of a common profile included. */
    private static final int FIRST_BYTES = 1 << 15;

    /** Grows; up to its position it is written. */
    private ByteBuffer message = host(FIRST_BYTES);

    private final Map<Attribute, Integer> seen = new EnumMap<>(Attribute.class);

    private BootstrapEncoder() {}

    /**
     * The bootstrap message of a plan.
     *
     * @throws ContainerException INVALID_SPEC where a string or the whole is longer than the kernel or native-init takes, or
     *     has a NUL inside
     */
    public static byte[] encode(LaunchPlan plan) {
        return encode(LaunchMessage.of(plan));
    }

    /** The bootstrap message of hooks that run by themselves, in the host's namespaces; fails as the other does. */
    public static byte[] encode(HookPlan plan, List<Namespace> host) {
        return encode(HookMessage.of(plan, host));
    }

    /** The bootstrap message that changes mounts of a running container; fails as the first does. */
    public static byte[] encode(MountingPlan plan) {
        return encode(MountingMessage.of(plan));
    }

    /** The bootstrap message that makes a container from files; fails as the first does. */
    public static byte[] encode(RestorePlan plan) {
        return encode(RestoreMessage.of(plan));
    }

    static byte[] encode(BootstrapMessage message) {
        BootstrapEncoder encoder = new BootstrapEncoder();
        encoder.room(HEADER_BYTES).position(HEADER_BYTES);
        message.entries().forEach(encoder::put);
        return encoder.withHeader();
    }

    private void put(BootstrapMessage.Entry entry) {
        int index = seen.merge(entry.attribute(), 1, Integer::sum) - 1;
        int start = message.position();
        room(ATTRIBUTE_BYTES).position(start + ATTRIBUTE_BYTES);
        List<Value> values = entry.values();
        for (int i = 0; i < values.size(); i++) {
            putValue(values.get(i), entry.attribute(), i, index);
        }
        int length = message.position() - start - ATTRIBUTE_BYTES;
        if (length > Bootstrap.PART_BYTES) {
            byte[] payload = new byte[length];
            message.get(start + ATTRIBUTE_BYTES, payload).position(start);
            putInParts(entry.attribute(), payload);
        } else {
            finish(entry.attribute(), start);
        }
    }

    private void putInParts(Attribute attribute, byte[] payload) {
        int from = 0;
        while (payload.length - from > Bootstrap.PART_BYTES) {
            putPart(Attribute.MORE, payload, from, Bootstrap.PART_BYTES);
            from += Bootstrap.PART_BYTES;
        }
        putPart(attribute, payload, from, payload.length - from);
    }

    private void putPart(Attribute attribute, byte[] payload, int from, int length) {
        int start = message.position();
        room(ATTRIBUTE_BYTES + length).position(start + ATTRIBUTE_BYTES).put(payload, from, length);
        finish(attribute, start);
    }

    /** Says how long an attribute has become, and goes to where the next one may start. */
    private void finish(Attribute attribute, int start) {
        int length = message.position() - start;
        message.putShort(start, (short) length).putShort(start + Short.BYTES, (short) attribute.number());
        room(ALIGNMENT).put(new byte[-length & (ALIGNMENT - 1)]);
    }

    private void putValue(Value value, Attribute attribute, int field, int index) {
        switch (value) {
            case Value.Word(int bits) -> room(Integer.BYTES).putInt(bits);
            case Value.DoubleWord(long bits) -> room(Long.BYTES).putLong(bits);
            case Value.Text(String text) -> {
                byte[] bytes = checked(attribute, field, index, text);
                room(bytes.length + 1).put(bytes).put((byte) 0);
            }
            case Value.Bytes(byte[] bytes) -> room(bytes.length).put(bytes);
        }
    }

    /** The message with room for so many bytes more. */
    private ByteBuffer room(int bytes) {
        if (message.remaining() < bytes) {
            message = host(Math.max(2 * message.capacity(), message.position() + bytes))
                    .put(message.flip());
        }
        return message;
    }

    private static byte[] checked(Attribute attribute, int value, int index, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Bootstrap.STRING_BYTES && (attribute == Attribute.ARG || attribute == Attribute.ENV)) {
            throw refused(
                    name(attribute, value, index),
                    "has " + bytes.length + " bytes; must have at most " + Bootstrap.STRING_BYTES
                            + ", which is what the kernel takes for one string");
        }
        if (text.indexOf(0) >= 0) {
            throw refused(name(attribute, value, index), "must not contain a NUL");
        }
        return bytes;
    }

    /** What people call it: the field of config.json where one attribute is one of its strings. */
    private static String name(Attribute attribute, int value, int index) {
        return switch (attribute) {
            case ARG -> "$.process.args[" + index + "]";
            case ENV -> "$.process.env[" + index + "]";
            case CWD -> "$.process.cwd";
            case HOSTNAME -> "$.hostname";
            case DOMAINNAME -> "$.domainname";
            case MASKED_PATH -> "$.linux.maskedPaths[" + index + "]";
            case READONLY_PATH -> "$.linux.readonlyPaths[" + index + "]";
            default -> "launch message: " + BootstrapMessage.nameOf(attribute, value) + " " + index;
        };
    }

    private byte[] withHeader() {
        byte[] bytes = Arrays.copyOf(message.array(), message.position());
        if (bytes.length > Bootstrap.MESSAGE_BYTES) {
            throw refused(
                    "launch message",
                    "has " + bytes.length + " bytes; must have at most " + Bootstrap.MESSAGE_BYTES
                            + ": $.process.args and $.process.env together are too large");
        }
        // nlmsg_len, nlmsg_type, nlmsg_flags, nlmsg_seq, nlmsg_pid
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.nativeOrder())
                .putInt(bytes.length)
                .putShort((short) Bootstrap.MESSAGE_TYPE)
                .putShort((short) Bootstrap.MESSAGE_FLAGS)
                .putInt(0)
                .putInt(0);
        return bytes;
    }

    private static ContainerException refused(String name, String rule) {
        return new ContainerException(ErrorCode.INVALID_SPEC, name + ": " + rule);
    }

    private static ByteBuffer host(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }
}
