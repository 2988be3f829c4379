package dev.nodens.agent.volume;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands in /etc/hosts and /etc/resolv.conf. Pure. */
final class EtcFiles {

    private EtcFiles() {}

    static String hosts(String hostname, List<HostAlias> aliases) {
        return """
                127.0.0.1 localhost
                ::1 localhost ip6-localhost ip6-loopback
                fe00::0 ip6-localnet
                ff02::1 ip6-allnodes
                ff02::2 ip6-allrouters
                127.0.1.1 %s
                """.formatted(hostname) + aliases(aliases);
    }

    static String aliases(List<HostAlias> aliases) {
        return aliases.stream()
                .map(alias -> alias.getIp() + " " + String.join(" ", alias.getHostnames()) + "\n")
                .collect(Collectors.joining());
    }

    /** @param base what dnsPolicy makes; the config's lines come after it, and its searches and options add to the base's */
    static String resolvConf(String base, @Nullable PodDNSConfig config) {
        if (config == null) {
            return base;
        }
        Stream<String> servers = config.getNameservers().stream().map(server -> "nameserver " + server);
        String searches = config.getSearches().isEmpty() ? "" : "search " + String.join(" ", config.getSearches());
        String options = config.getOptions().stream().map(EtcFiles::option).collect(Collectors.joining(" "));
        Stream<String> lines = Stream.of(searches, options.isEmpty() ? "" : "options " + options);
        return base
                + Stream.concat(servers, lines)
                        .filter(line -> !line.isEmpty())
                        .map(line -> line + "\n")
                        .collect(Collectors.joining());
    }

    private static String option(PodDNSConfigOption option) {
        String value = Objects.requireNonNullElse(option.getValue(), "");
        return value.isEmpty() ? option.getName() : option.getName() + ":" + value;
    }
}
