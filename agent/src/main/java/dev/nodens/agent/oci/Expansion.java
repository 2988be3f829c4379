package dev.nodens.agent.oci;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code $(NAME)} as in a Pod's container: a known variable's value; an unknown one stays as it is; {@code $$} is a dollar. */
final class Expansion {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]*)\\)");

    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(replacement(found, variables)));
    }

    private static String replacement(java.util.regex.MatchResult found, Map<String, String> variables) {
        return found.group(1) == null ? "$" : variables.getOrDefault(found.group(1), found.group());
    }
}
