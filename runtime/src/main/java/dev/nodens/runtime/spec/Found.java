package dev.nodens.runtime.spec;

/** What was found, for a message: one line of bounded length, whatever a hostile file says. */
public final class Found {

    private static final int MOST_CHARACTERS = 80;

    private Found() {}

    public static String text(Object value) {
        return value instanceof String text ? quoted(text) : shortened(value.toString());
    }

    public static String quoted(String text) {
        return "\"" + shortened(text) + "\"";
    }

    static String shortened(String text) {
        StringBuilder line = new StringBuilder();
        text.chars().limit(MOST_CHARACTERS).forEach(c -> {
            if (Character.isISOControl(c) || Character.isSurrogate((char) c)) {
                line.append("\\u%04x".formatted(c));
            } else {
                line.append((char) c);
            }
        });
        return text.length() <= MOST_CHARACTERS
                ? line.toString()
                : line.append('…').toString();
    }
}
