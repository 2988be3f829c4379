package dev.nodens.runtime.spec;

import static dev.nodens.runtime.spec.Rules.require;

import org.jspecify.annotations.Nullable;

/** config-linux.md, "IntelRdt". */
final class IntelRdtRules {

    private IntelRdtRules() {}

    static void check(@Nullable LinuxIntelRdt rdt) {
        if (rdt == null) {
            return;
        }
        String closId = rdt.closID();
        boolean directory = closId == null
                || closId.equals("/")
                || (!closId.equals(".") && !closId.equals("..") && closId.indexOf('/') < 0);
        require(
                directory,
                "linux.intelRdt.closID",
                "must be the name of one directory, or \"/\"",
                String.valueOf(closId));
        Rules.text("linux.intelRdt.closID", closId);
        for (int i = 0; i < rdt.schemata().size(); i++) {
            schema("linux.intelRdt.schemata[" + i + "]", rdt.schemata().get(i));
        }
        schema("linux.intelRdt.l3CacheSchema", rdt.l3CacheSchema());
        schema("linux.intelRdt.memBwSchema", rdt.memBwSchema());
    }

    private static void schema(String field, @Nullable String line) {
        Rules.text(field, line);
        require(line == null || line.indexOf('\n') < 0, field, "must be one line");
    }
}
