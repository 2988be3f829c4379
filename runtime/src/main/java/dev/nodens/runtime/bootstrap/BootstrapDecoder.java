package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.Bootstrap;
import dev.nodens.protocol.Occurs;
import dev.nodens.protocol.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** From bytes back to a message, by the same rules as native-init: what it refuses is refused here. */
final class BootstrapDecoder {

    /** The bytes are no bootstrap message. */
    static final class MalformedMessageException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MalformedMessageException(String message) {
            super(message);
        }
    }

    private final ByteBuffer bytes;
    private final List<BootstrapMessage.Entry> entries = new ArrayList<>();
    private final Set<Attribute> seen = EnumSet.noneOf(Attribute.class);
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    private BootstrapDecoder(byte[] message) {
        this.bytes = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    }

    static BootstrapMessage decode(byte[] message) {
        return new BootstrapDecoder(message).message();
    }

    private BootstrapMessage message() {
        check(bytes.remaining() >= BootstrapEncoder.HEADER_BYTES, "is shorter than its header");
        check(bytes.remaining() <= Bootstrap.MESSAGE_BYTES, "is longer than " + Bootstrap.MESSAGE_BYTES);
        check(bytes.getInt() == bytes.capacity(), "has another length than its header says");
        check(Short.toUnsignedInt(bytes.getShort()) == Bootstrap.MESSAGE_TYPE, "is of another type");
        bytes.position(BootstrapEncoder.HEADER_BYTES);
        while (bytes.hasRemaining()) {
            attribute();
        }
        check(parts.size() == 0, "ends with MORE");
        for (Attribute attribute : Attribute.values()) {
            check(attribute.occurs() != Occurs.ONCE || seen.contains(attribute), "lacks " + attribute);
        }
        boolean runcOnly = seen.stream().allMatch(attribute -> attribute.number() < Attribute.MORE.number());
        check(runcOnly || seen.contains(Attribute.VERSION), "lacks VERSION");
        return new BootstrapMessage(entries);
    }

    private void attribute() {
        check(bytes.remaining() >= BootstrapEncoder.ATTRIBUTE_BYTES, "has trailing bytes");
        int length = Short.toUnsignedInt(bytes.getShort()) - BootstrapEncoder.ATTRIBUTE_BYTES;
        int number = Short.toUnsignedInt(bytes.getShort());
        Attribute attribute = Attribute.of(number)
                .orElseThrow(() -> new MalformedMessageException("message has an unknown attribute " + number));
        check(length >= 0, "has a length of " + attribute + " that is too short");
        int padded = length + (-length & (BootstrapEncoder.ALIGNMENT - 1));
        check(padded <= bytes.remaining(), "has a length of " + attribute + " that is past the end");
        byte[] payload = new byte[length];
        bytes.get(payload).position(bytes.position() + padded - length);
        parts.writeBytes(payload);
        if (attribute == Attribute.MORE) {
            check(length == Bootstrap.PART_BYTES, "has a MORE of " + length + " bytes");
            return;
        }
        check(seen.add(attribute) || attribute.occurs() == Occurs.REPEATED, "has " + attribute + " twice");
        entries.add(entry(attribute, parts.toByteArray()));
        parts.reset();
    }

    private static BootstrapMessage.Entry entry(Attribute attribute, byte[] payload) {
        ByteBuffer rest = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
        List<Value> values = new ArrayList<>();
        for (Wire wire : BootstrapMessage.wires(attribute)) {
            values.add(value(attribute, wire, rest));
        }
        check(!rest.hasRemaining(), "has bytes left over in " + attribute);
        checkVersion(attribute, values);
        return new BootstrapMessage.Entry(attribute, values);
    }

    private static void checkVersion(Attribute attribute, List<Value> values) {
        check(
                attribute != Attribute.VERSION || values.equals(List.of(Value.of(Bootstrap.TABLE_VERSION))),
                "is of another version");
    }

    private static Value value(Attribute attribute, Wire wire, ByteBuffer rest) {
        return switch (wire) {
            case U32, I32 -> {
                check(rest.remaining() >= Integer.BYTES, "has a number in " + attribute + " that is too short");
                yield Value.of(rest.getInt());
            }
            case U64 -> {
                check(rest.remaining() >= Long.BYTES, "has a number in " + attribute + " that is too short");
                yield Value.of(rest.getLong());
            }
            case STR -> Value.of(text(attribute, rest));
            case BYTES -> {
                byte[] bytes = new byte[rest.remaining()];
                rest.get(bytes);
                yield Value.of(bytes);
            }
            case RECORD -> throw new MalformedMessageException("a record is in a record");
        };
    }

    private static String text(Attribute attribute, ByteBuffer rest) {
        int length = 0;
        while (length < rest.remaining() && rest.get(rest.position() + length) != 0) {
            length++;
        }
        check(length < rest.remaining(), "has a string in " + attribute + " without its NUL");
        ByteBuffer string = rest.slice(rest.position(), length);
        rest.position(rest.position() + length + 1);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(string).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("message has a string in " + attribute + " that is not UTF-8");
        }
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new MalformedMessageException("message " + fault);
        }
    }
}
