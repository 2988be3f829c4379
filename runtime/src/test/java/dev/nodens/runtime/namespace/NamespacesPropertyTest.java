package dev.nodens.runtime.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class NamespacesPropertyTest {

    @Provide
    Arbitrary<Namespace> namespace() {
        Arbitrary<String> path = Arbitraries.strings()
                .alpha()
                .ofMaxLength(9)
                .map(name -> "/" + name)
                .injectNull(0.5);
        return Combinators.combine(Arbitraries.of(NamespaceType.class), path).as(Namespace::new);
    }

    @Property(tries = 200)
    void behavesAsAMapByType(@ForAll List<@From("namespace") Namespace> added) {
        Namespaces namespaces = Namespaces.of(added.toArray(Namespace[]::new));
        Map<NamespaceType, Namespace> model = new EnumMap<>(NamespaceType.class);
        added.forEach(namespace -> model.put(namespace.type(), namespace));

        assertEquals(model.size(), namespaces.list().size());
        model.forEach(
                (type, namespace) -> assertEquals(namespace, namespaces.list().get(namespaces.index(type))));
    }

    @Property(tries = 200)
    void eachIsClonedOrJoinedAndNeverBoth(@ForAll List<@From("namespace") Namespace> added) {
        Namespaces namespaces = Namespaces.of(added.toArray(Namespace[]::new));
        int joined = namespaces.joined().stream()
                .mapToInt(namespace -> namespace.type().cloneFlag())
                .sum();

        assertEquals(0, joined & namespaces.cloneFlags());
        assertEquals(
                namespaces.list().stream()
                        .mapToInt(namespace -> namespace.type().cloneFlag())
                        .sum(),
                joined | namespaces.cloneFlags());
    }

    @Property(tries = 200)
    void theOrderOfJoiningIsThatOfTheTypes(@ForAll List<@From("namespace") Namespace> added) {
        List<Namespace> shuffled =
                new ArrayList<>(Namespaces.of(added.toArray(Namespace[]::new)).list());
        Collections.reverse(shuffled);
        List<Namespace> joined = new Namespaces(shuffled).joined();

        assertTrue(IntStream.range(1, joined.size())
                .allMatch(i -> joined.get(i - 1).type().compareTo(joined.get(i).type()) < 0));
    }

    @Property(tries = 200)
    void aMapIsReadBackFromItsLines(@ForAll @Size(max = 20) List<@From("mapping") IdMapping> lines) {
        String text = new IdMappings(lines, List.of()).uidMap();

        assertEquals(lines, text.lines().map(NamespacesPropertyTest::parse).toList());
        assertTrue(text.isEmpty() || text.endsWith("\n"));
    }

    @Property(tries = 200)
    void setgroupsIsDeniedForTheCallersOwnGidAlone(
            @ForAll @LongRange(min = 0, max = 0xffff_fffeL) long gid,
            @ForAll @Size(min = 1, max = 3) List<@From("mapping") IdMapping> lines) {
        IdMapping own = new IdMapping(0, gid, 1);

        boolean isOwn = lines.equals(List.of(new IdMapping(lines.getFirst().containerId(), gid, 1)));
        assertEquals(!isOwn, new IdMappings(lines, lines).keepsSetgroups(gid));
        assertEquals(false, new IdMappings(lines, List.of(own)).keepsSetgroups(gid));
    }

    @Provide
    Arbitrary<IdMapping> mapping() {
        Arbitrary<Long> id = Arbitraries.longs().between(0, 0xffff_fffeL);
        return Combinators.combine(id, id, id).as(IdMapping::new);
    }

    private static IdMapping parse(String line) {
        String[] parts = line.split(" ");
        return new IdMapping(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
}
