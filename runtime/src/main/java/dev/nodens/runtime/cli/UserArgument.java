package dev.nodens.runtime.cli;

import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import dev.nodens.runtime.spec.User;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code --user UID[:GID]}, taken strictly: a number that was half understood would be another user's. */
final class UserArgument {

    private static final Pattern FORM = Pattern.compile("(\\d{1,10})(?::(\\d{1,10}))?");
    private static final long LAST_ID = 0xffff_fffeL;

    private UserArgument() {}

    /** What it does not say stays the container's, as runc has it: the group, the supplementary groups, the umask. */
    static User parse(String text, User own) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw refused(text);
        }
        long gid = matcher.group(2) == null ? own.gid() : id(text, matcher.group(2));
        return new User(id(text, matcher.group(1)), gid, own.umask(), own.additionalGids());
    }

    private static long id(String text, String digits) {
        long id = Long.parseLong(digits);
        if (id > LAST_ID) {
            throw refused(text);
        }
        return id;
    }

    private static ContainerException refused(String text) {
        return new ContainerException(
                ErrorCode.INVALID_SPEC, "user \"" + text + "\" must be UID or UID:GID, each from 0 to " + LAST_ID);
    }
}
