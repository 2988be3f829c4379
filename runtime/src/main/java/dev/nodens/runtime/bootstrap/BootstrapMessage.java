package dev.nodens.runtime.bootstrap;

import dev.nodens.protocol.Attribute;
import dev.nodens.protocol.AttributeField;
import dev.nodens.protocol.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A bootstrap message before it is cut into bytes. */
record BootstrapMessage(List<Entry> entries) {

    private static final Map<Attribute, List<AttributeField>> FIELDS =
            Arrays.stream(AttributeField.values()).collect(Collectors.groupingBy(AttributeField::attribute));

    private static final Map<Attribute, List<Wire>> WIRES =
            Arrays.stream(Attribute.values()).collect(Collectors.toMap(Function.identity(), BootstrapMessage::wiresOf));

    /**
     * One attribute, whole: what its MORE parts carry belongs to it.
     *
     * @param values one; those of its fields in the order of the table where it is a record
     */
    record Entry(Attribute attribute, List<Value> values) {

        Entry {
            values = List.copyOf(values);
            List<Wire> wires = wires(attribute);
            if (values.size() != wires.size()) {
                throw new IllegalArgumentException(
                        attribute + " has " + wires.size() + " values, and not " + values.size());
            }
            for (int i = 0; i < values.size(); i++) {
                if (!fits(values.get(i), wires.get(i))) {
                    throw new IllegalArgumentException(
                            "value " + i + " of " + attribute + " is " + wires.get(i) + ", and not " + values.get(i));
                }
            }
        }
    }

    BootstrapMessage {
        entries = List.copyOf(entries);
    }

    /** The wire types of an attribute's values: its own, or those of its fields. */
    static List<Wire> wires(Attribute attribute) {
        return WIRES.getOrDefault(attribute, List.of());
    }

    private static List<Wire> wiresOf(Attribute attribute) {
        return attribute.wire() == Wire.RECORD
                ? FIELDS.getOrDefault(attribute, List.of()).stream()
                        .map(AttributeField::wire)
                        .toList()
                : List.of(attribute.wire());
    }

    /** What a value is called where it is refused, such as {@code MOUNT.target}. */
    static String nameOf(Attribute attribute, int value) {
        return attribute.wire() == Wire.RECORD
                ? attribute + "."
                        + FIELDS.getOrDefault(attribute, List.of()).get(value).fieldName()
                : attribute.toString();
    }

    private static boolean fits(Value value, Wire wire) {
        return switch (value) {
            case Value.Word _ -> wire == Wire.U32 || wire == Wire.I32;
            case Value.DoubleWord _ -> wire == Wire.U64;
            case Value.Text _ -> wire == Wire.STR;
            case Value.Bytes _ -> wire == Wire.BYTES;
        };
    }
}
