package dev.nodens.runtime.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code process.user}: ids inside the container, each 0 to 4294967294.
 *
 * @param umask 0 to 0777; null = 0022
 */
public record User(long uid, long gid, @Nullable Integer umask, List<Long> additionalGids) {

    public static final User ROOT = new User(0, 0, null, List.of());

    public User {
        additionalGids = Given.list(additionalGids);
    }

    public static User of(long uid, long gid) {
        return new User(uid, gid, null, List.of());
    }
}
