package dev.nodens.runtime.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class NamespacesPropertyTest {

    @RepeatedTest(200)
    void behavesAsAMapByType(RepetitionInfo seed) {
        List<Namespace> added = namespaces(new Random(seed.getCurrentRepetition()));
        Namespaces namespaces = Namespaces.of(added.toArray(Namespace[]::new));
        Map<NamespaceType, Namespace> model = new EnumMap<>(NamespaceType.class);
        added.forEach(namespace -> model.put(namespace.type(), namespace));

        assertEquals(model.size(), namespaces.list().size());
        model.forEach(
                (type, namespace) -> assertEquals(namespace, namespaces.list().get(namespaces.index(type))));
    }

    @RepeatedTest(200)
    void eachIsClonedOrJoinedAndNeverBoth(RepetitionInfo seed) {
        List<Namespace> added = namespaces(new Random(seed.getCurrentRepetition()));
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

    @RepeatedTest(200)
    void theOrderOfJoiningIsThatOfTheTypes(RepetitionInfo seed) {
        List<Namespace> added = namespaces(new Random(seed.getCurrentRepetition()));
        List<Namespace> shuffled =
                new ArrayList<>(Namespaces.of(added.toArray(Namespace[]::new)).list());
        Collections.reverse(shuffled);
        List<Namespace> joined = new Namespaces(shuffled).joined();

        assertTrue(IntStream.range(1, joined.size())
                .allMatch(i -> joined.get(i - 1).type().compareTo(joined.get(i).type()) < 0));
    }

    @RepeatedTest(200)
    void aMapIsReadBackFromItsLines(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        List<IdMapping> lines = mappings(random, random.nextInt(21));
        String text = new IdMappings(lines, List.of()).uidMap();

        assertEquals(lines, text.lines().map(NamespacesPropertyTest::parse).toList());
        assertTrue(text.isEmpty() || text.endsWith("\n"));
    }

    @RepeatedTest(200)
    void setgroupsIsDeniedForTheCallersOwnGidAlone(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        long gid = id(random);
        List<IdMapping> lines = mappings(random, random.nextInt(1, 4));
        IdMapping own = new IdMapping(0, gid, 1);

        boolean isOwn = lines.equals(List.of(new IdMapping(lines.getFirst().containerId(), gid, 1)));
        assertEquals(!isOwn, new IdMappings(lines, lines).keepsSetgroups(gid));
        assertEquals(false, new IdMappings(lines, List.of(own)).keepsSetgroups(gid));
    }

    private static List<Namespace> namespaces(Random random) {
        NamespaceType[] types = NamespaceType.values();
        return Stream.generate(() -> new Namespace(
                        types[random.nextInt(types.length)], random.nextBoolean() ? null : "/" + random.nextInt(1000)))
                .limit(random.nextInt(20))
                .toList();
    }

    private static List<IdMapping> mappings(Random random, int lines) {
        return Stream.generate(() -> new IdMapping(id(random), id(random), id(random)))
                .limit(lines)
                .toList();
    }

    private static long id(Random random) {
        return random.nextLong(0xffff_ffffL);
    }

    private static IdMapping parse(String line) {
        String[] parts = line.split(" ");
        return new IdMapping(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
}
