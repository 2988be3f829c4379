package dev.nodens.runtime.spec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nodens.runtime.error.ContainerException;
import dev.nodens.runtime.error.ErrorCode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row changes the template by a JSON merge (null removes) and names the message. */
class SpecValidatorTest {

    private static final String NAMESPACES = "\"namespaces\": [{\"type\": \"mount\"}, {\"type\": \"uts\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ociVersion": "2.0.0"} | $.ociVersion: must be a version of the OCI runtime-spec from 0.1.0 to 1.x, found "2.0.0"
            {"ociVersion": ""}      | $.ociVersion: must be a version of the OCI runtime-spec from 0.1.0 to 1.x, found ""
            {"ociVersion": "one"}   | $.ociVersion: must be a version of the OCI runtime-spec from 0.1.0 to 1.x, found "one"
            {"process": null}       | $.process: must be given
            {"root": null}          | $.root: must be given
            {"root": {"path": ""}}  | $.root.path: must not be empty
            {"annotations": {"": "x"}} | $.annotations: must not have an empty key
            {"hostname": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé"} | $.hostname: must have at most 64 bytes, found 66
            {"linux": {"namespaces": [{"type": "mount"}]}}                                | $.hostname: needs a uts namespace in $.linux.namespaces
            {"hostname": null, "domainname": "x", "linux": {"namespaces": [{"type": "mount"}]}} | $.domainname: needs a uts namespace in $.linux.namespaces
            """)
    void judgesTheContainer(String change, String message) {
        assertEquals(message, refusal(change));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"args": null}          | $.process.args: must not be empty
            {"args": []}            | $.process.args: must not be empty
            {"args": [""]}          | $.process.args[0]: must name a program, found ""
            {"args": ["a", "b\\u0000c"]} | $.process.args[1]: must not contain a NUL
            {"args": ["a", "\\ud800"]} | $.process.args[1]: must be text that UTF-8 has bytes for, found "\\ud800"
            {"env": ["A=b", "=x"]}  | $.process.env[1]: must be NAME=value, found "=x"
            {"env": ["PATH"]}       | $.process.env[0]: must be NAME=value, found "PATH"
            {"cwd": "work"}         | $.process.cwd: must be an absolute path, found "work"
            {"cwd": ""}             | $.process.cwd: must be an absolute path, found ""
            {"user": {"uid": -1}}   | $.process.user.uid: must be from 0 to 4294967294, found -1
            {"user": {"gid": 4294967295}} | $.process.user.gid: must be from 0 to 4294967294, found 4294967295
            {"user": {"additionalGids": [5, -7]}} | $.process.user.additionalGids[1]: must be from 0 to 4294967294, found -7
            {"user": {"umask": 512}} | $.process.user.umask: must be from 0 to 511, found 512
            {"consoleSize": {"height": 70000, "width": 80}} | $.process.consoleSize.height: must be from 0 to 65535, found 70000
            {"oomScoreAdj": 1001}   | $.process.oomScoreAdj: must be from -1000 to 1000, found 1001
            {"rlimits": [{"type": "RLIMIT_NOFILE", "hard": 1, "soft": 2}]} | $.process.rlimits[0].soft: must be at most the hard limit 1, found 2
            {"rlimits": [{"type": "RLIMIT_NOFILE", "hard": 1, "soft": 18446744073709551615}]} | $.process.rlimits[0].soft: must be at most the hard limit 1, found 18446744073709551615
            {"rlimits": [{"type": "RLIMIT_CPU", "hard": 1, "soft": 1}, {"type": "RLIMIT_CPU", "hard": 2, "soft": 2}]} | $.process.rlimits[1].type: "RLIMIT_CPU" is given twice
            {"rlimits": [{"type": "NOFILE", "hard": 1, "soft": 1}]} | $.process.rlimits[0].type: must be one of RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_AS, RLIMIT_LOCKS, RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_RTPRIO, RLIMIT_RTTIME, found "NOFILE"
            """)
    void judgesTheProcess(String change, String message) {
        assertEquals(message, refusal("{\"process\": " + change + "}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "scheduler": {"policy": "SCHED_FAIR"} | $.process.scheduler.policy: must be one of SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_ISO, SCHED_IDLE, SCHED_DEADLINE, found "SCHED_FAIR"
            "scheduler": {"policy": "SCHED_BATCH", "nice": 20} | $.process.scheduler.nice: must be from -20 to 19, found 20
            "scheduler": {"policy": "SCHED_BATCH", "priority": 1} | $.process.scheduler.priority: must be 0 with SCHED_BATCH, found 1
            "scheduler": {"policy": "SCHED_FIFO"} | $.process.scheduler.priority: must be from 1 to 99, found 0
            "scheduler": {"policy": "SCHED_RR", "priority": 1, "period": 5} | $.process.scheduler.period: must be given with SCHED_DEADLINE only
            "scheduler": {"policy": "SCHED_DEADLINE"} | $.process.scheduler.runtime: must be given with SCHED_DEADLINE
            "scheduler": {"policy": "SCHED_DEADLINE", "runtime": 5, "deadline": 4} | $.process.scheduler.runtime: must be at most the deadline 4, found "5"
            "scheduler": {"policy": "SCHED_DEADLINE", "runtime": 5, "deadline": 6, "period": 5} | $.process.scheduler.deadline: must be at most the period 5, found "6"
            "scheduler": {"policy": "SCHED_BATCH", "flags": ["SCHED_FLAG_RESET_ON_FORK", "x"]} | $.process.scheduler.flags[1]: must be one of SCHED_FLAG_RESET_ON_FORK, SCHED_FLAG_RECLAIM, SCHED_FLAG_DL_OVERRUN, SCHED_FLAG_KEEP_POLICY, SCHED_FLAG_KEEP_PARAMS, SCHED_FLAG_UTIL_CLAMP_MIN, SCHED_FLAG_UTIL_CLAMP_MAX, found "x"
            "ioPriority": {"class": "BE", "priority": 1} | $.process.ioPriority.class: must be one of IOPRIO_CLASS_RT, IOPRIO_CLASS_BE, IOPRIO_CLASS_IDLE, found "BE"
            "ioPriority": {"class": "IOPRIO_CLASS_BE", "priority": 8} | $.process.ioPriority.priority: must be from 0 to 7, found 8
            "execCPUAffinity": {"initial": "3-1"} | $.process.execCPUAffinity.initial: must be a list of numbers below 8192 such as 0-3,7, found "3-1"
            "execCPUAffinity": {"final": "8192"} | $.process.execCPUAffinity.final: must be a list of numbers below 8192 such as 0-3,7, found "8192"
            """)
    void judgesHowTheProcessIsScheduled(String change, String message) {
        assertEquals(message, refusal("{\"process\": {" + change + "}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "prestart": [{"path": "bin/hook"}] | $.hooks.prestart[0].path: must be an absolute path, found "bin/hook"
            "createRuntime": [{"path": "/a"}, {"path": ""}] | $.hooks.createRuntime[1].path: must be an absolute path, found ""
            "createContainer": [{"path": "/a", "env": ["A=1", "B"]}] | $.hooks.createContainer[0].env[1]: must be NAME=value, found "B"
            "startContainer": [{"path": "/a", "args": ["a", "\\u0000"]}] | $.hooks.startContainer[0].args[1]: must not contain a NUL
            "poststart": [{"path": "/a", "timeout": -1}] | $.hooks.poststart[0].timeout: must be greater than 0, found -1
            "poststop": [{"path": "/a"}, {"path": "/b", "timeout": 0}] | $.hooks.poststop[1].timeout: must be greater than 0, found 0
            """)
    void judgesHooks(String change, String message) {
        assertEquals(message, refusal("{\"hooks\": {" + change + "}}"));
    }

    @Test
    void refusesAnArgumentThatIsLongerThanTheKernelTakes() {
        Spec template = SpecTemplate.container();
        Spec fits = template.with(spec ->
                spec.process = spec.process.with(process -> process.args = List.of("echo", "x".repeat(131_071))));
        Spec argument = template.with(spec ->
                spec.process = spec.process.with(process -> process.args = List.of("echo", "x".repeat(300 << 10))));
        Spec variable = template.with(spec ->
                spec.process = spec.process.with(process -> process.env = List.of("A=" + "é".repeat(70_000))));

        assertDoesNotThrow(() -> SpecValidator.validate(fits));
        assertEquals("$.process.args[1]: must have at most 131071 bytes, found 307200", refusal(argument));
        assertEquals("$.process.env[0]: must have at most 131071 bytes, found 140002", refusal(variable));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            , {"type": "net"}]      | $.linux.namespaces[2].type: must be one of cgroup, ipc, mount, network, pid, time, user, uts, found "net"
            , {"type": "uts"}]      | $.linux.namespaces[2].type: "uts" is given twice
            , {"type": "uts", "path": "/proc/1/ns/uts"}] | $.linux.namespaces[2].type: "uts" is given twice
            , {"type": "pid", "path": "proc/1/ns/pid"}] | $.linux.namespaces[2].path: must be an absolute path, found "proc/1/ns/pid"
            , {"type": "pid", "path": "/run/a,user:/b"}] | $.linux.namespaces[2].path: must not contain a comma, found "/run/a,user:/b"
            , {"type": "user"}]     | $.linux.uidMappings: must be given for a new user namespace
            , {"type": "user"}], "uidMappings": [{"containerID": 0, "hostID": 0, "size": 1}] | $.linux.gidMappings: must be given for a new user namespace
            ], "gidMappings": [{"containerID": 0, "hostID": 0, "size": 1}] | $.linux.gidMappings: needs a user namespace in $.linux.namespaces
            , {"type": "user"}], "uidMappings": [{"containerID": 0, "hostID": 0, "size": 0}] | $.linux.uidMappings[0].size: must be from 1 to 4294967295, found 0
            , {"type": "user"}], "uidMappings": [{"containerID": 0, "hostID": 4294967294, "size": 2}] | $.linux.uidMappings[0].size: must be from 1 to 1, found 2
            , {"type": "user"}], "uidMappings": [{"containerID": 0, "hostID": -1, "size": 2}] | $.linux.uidMappings[0].hostID: must be from 0 to 4294967294, found -1
            , {"type": "user"}], "uidMappings": [{"containerID": 0, "hostID": 100, "size": 10}, {"containerID": 9, "hostID": 200, "size": 5}] | $.linux.uidMappings[1].containerID: must not overlap the ids of $.linux.uidMappings[0], found 9 to 13
            , {"type": "user"}], "uidMappings": [{"containerID": 0, "hostID": 100, "size": 10}, {"containerID": 10, "hostID": 96, "size": 5}] | $.linux.uidMappings[1].hostID: must not overlap the ids of $.linux.uidMappings[0], found 96 to 100
            ], "timeOffsets": {"monotonic": {"secs": 1}} | $.linux.timeOffsets: needs a new time namespace in $.linux.namespaces
            , {"type": "time", "path": "/proc/1/ns/time"}], "timeOffsets": {"monotonic": {"secs": 1}} | $.linux.timeOffsets: needs a new time namespace in $.linux.namespaces
            ], "netDevices": {"eth0": {}} | $.linux.netDevices: needs a network namespace in $.linux.namespaces
            , {"type": "network"}], "netDevices": {"eth 0": {}} | $.linux.netDevices["eth 0"]: must be a name of a network device, of 1 to 15 bytes, found "eth 0"
            , {"type": "network"}], "netDevices": {"eth0": {"name": "a-name-too-long-"}} | $.linux.netDevices["eth0"].name: must be a name of a network device, of 1 to 15 bytes, found "a-name-too-long-"
            , {"type": "network"}], "netDevices": {"eth0": {}, "eth1": {"name": "eth0"}} | $.linux.netDevices["eth1"].name: "eth0" is given twice
            , {"type": "time"}], "timeOffsets": {"realtime": {"secs": 1}} | $.linux.timeOffsets: must be of the clocks monotonic and boottime, found "realtime"
            , {"type": "time"}], "timeOffsets": {"boottime": {"nanosecs": 1000000000}} | $.linux.timeOffsets.boottime.nanosecs: must be from 0 to 999999999, found 1000000000
            """)
    void judgesNamespacesAndWhatNeedsThem(String rest, String message) {
        assertEquals(message, refusal("{\"linux\": {" + NAMESPACES + rest + "}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "devices": [{"path": "dev/x", "type": "c", "major": 1, "minor": 1}] | $.linux.devices[0].path: must be an absolute path, found "dev/x"
            "devices": [{"path": "/dev/x", "type": "x", "major": 1, "minor": 1}] | $.linux.devices[0].type: must be one of b, c, p, u, found "x"
            "devices": [{"path": "/dev/x", "type": "c", "major": 4096, "minor": 1}] | $.linux.devices[0].major: must be from 0 to 4095, found 4096
            "devices": [{"path": "/dev/x", "type": "c", "major": 1, "minor": -1}] | $.linux.devices[0].minor: must be from 0 to 1048575, found -1
            "devices": [{"path": "/dev/x", "type": "p", "major": 0, "minor": 0, "fileMode": -1}] | $.linux.devices[0].fileMode: must be from 0 to 65535, found -1
            "devices": [{"path": "/dev/x", "type": "p", "major": 0, "minor": 0, "uid": -1}] | $.linux.devices[0].uid: must be from 0 to 4294967294, found -1
            "maskedPaths": ["proc/kcore"]   | $.linux.maskedPaths[0]: must be an absolute path, found "proc/kcore"
            "readonlyPaths": ["/a", "b"]    | $.linux.readonlyPaths[1]: must be an absolute path, found "b"
            "rootfsPropagation": "rsecret"  | $.linux.rootfsPropagation: must be one of private, rprivate, rshared, rslave, runbindable, shared, slave, unbindable, found "rsecret"
            "rootfsPropagation": "ro"       | $.linux.rootfsPropagation: must be one of private, rprivate, rshared, rslave, runbindable, shared, slave, unbindable, found "ro"
            "memoryPolicy": {"mode": "MPOL_NEAR"} | $.linux.memoryPolicy.mode: must be one of MPOL_DEFAULT, MPOL_PREFERRED, MPOL_BIND, MPOL_INTERLEAVE, MPOL_LOCAL, MPOL_PREFERRED_MANY, MPOL_WEIGHTED_INTERLEAVE, found "MPOL_NEAR"
            "memoryPolicy": {"mode": "MPOL_BIND"} | $.linux.memoryPolicy.nodes: must be given with MPOL_BIND
            "memoryPolicy": {"mode": "MPOL_LOCAL", "nodes": "0"} | $.linux.memoryPolicy.nodes: must not be given with MPOL_LOCAL
            "memoryPolicy": {"mode": "MPOL_BIND", "nodes": "a"} | $.linux.memoryPolicy.nodes: must be a list of numbers below 8192 such as 0-3,7, found "a"
            "memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_STATIC_NODES", "MPOL_F_RELATIVE_NODES"]} | $.linux.memoryPolicy.flags: must not have both MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES
            "personality": {"domain": "LINUX", "flags": ["ADDR_NO_RANDOMIZE"]} | $.linux.personality.flags: must be empty: the specification has no flag yet
            "intelRdt": {"closID": ".."} | $.linux.intelRdt.closID: must be the name of one directory, or "/", found ".."
            "intelRdt": {"closID": "a/b"} | $.linux.intelRdt.closID: must be the name of one directory, or "/", found "a/b"
            "intelRdt": {"schemata": ["L3:0=f", "MB:0=1\\nL3:0=1"]} | $.linux.intelRdt.schemata[1]: must be one line
            "personality": {"domain": "BSD"} | $.linux.personality.domain: must be one of LINUX, LINUX32, found "BSD"
            "sysctl": {"kernel.core_pattern": "x"} | $.linux.sysctl["kernel.core_pattern"]: belongs to no namespace: it would be the host's
            "sysctl": {"kernel.hostname": "x"}     | $.linux.sysctl["kernel.hostname"]: must be set by $.hostname
            "sysctl": {"user.max_user_namespaces": "1"} | $.linux.sysctl["user.max_user_namespaces"]: needs a namespace of type user in $.linux.namespaces: it would be the host's
            "sysctl": {"net/../kernel/panic": "1"} | $.linux.sysctl["net/../kernel/panic"]: must be a name such as net.ipv4.ip_forward
            "sysctl": {"net.ipv4.ip_forward": "1"}, "namespaces": [{"type": "mount"}, {"type": "uts"}] | $.linux.sysctl["net.ipv4.ip_forward"]: needs a namespace of type network in $.linux.namespaces: it would be the host's
            "sysctl": {"fs.mqueue.msg_max": "1"}, "namespaces": [{"type": "mount"}, {"type": "uts"}]   | $.linux.sysctl["fs.mqueue.msg_max"]: needs a namespace of type ipc in $.linux.namespaces: it would be the host's
            """)
    void judgesWhatIsLinuxOnly(String fields, String message) {
        assertEquals(message, refusal("{\"linux\": {" + fields + "}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"destination": ""}       | $.mounts[0].destination: must be a path below /, found ""
            {"destination": "/a/.."}  | $.mounts[0].destination: must be a path below /, found "/a/.."
            {"destination": "/a\\u0000", "type": "tmpfs"} | $.mounts[0].destination: must not contain a NUL
            {"destination": "/a"}     | $.mounts[0].type: must name a file system, or $.mounts[0].options have bind or rbind
            {"destination": "/a", "type": "none", "source": "/b"} | $.mounts[0].type: must name a file system, or $.mounts[0].options have bind or rbind
            {"destination": "/a", "type": "bind"} | $.mounts[0].source: must be given for a bind mount
            {"destination": "/a", "source": "/b", "options": ["bind", "size=5"]} | $.mounts[0].options: must be options that a bind mount has, found "size"
            {"destination": "/proc/sys", "source": "/b", "options": ["bind"]} | $.mounts[0].destination: must not be inside /proc but for files that only inform, such as /proc/meminfo, found "/proc/sys"
            {"destination": "/x/../proc/self/attr", "type": "tmpfs"} | $.mounts[0].destination: must not be inside /proc but for files that only inform, such as /proc/meminfo, found "/x/../proc/self/attr"
            {"destination": "/a", "type": "ramfs", "options": ["tmpcopyup"]} | $.mounts[0].options: must have tmpcopyup for a tmpfs only
            {"destination": "/a", "type": "tmpfs", "options": ["idmap"]} | $.mounts[0].options: must have bind or rbind where the mount's ids are mapped
            {"destination": "/a", "source": "/b", "options": ["bind", "idmap"]} | $.mounts[0].options: must not map ids without a user namespace in $.linux.namespaces or mappings of the mount's own
            {"destination": "/a", "source": "/b", "options": ["bind"], "uidMappings": [{"containerID": 0, "hostID": 0, "size": 1}]} | $.mounts[0].gidMappings: must be given beside uidMappings
            """)
    void judgesMounts(String mount, String message) {
        assertEquals(message, refusal("{\"mounts\": [" + mount + "]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                          | $.root.path: must be "/", the root of the mount namespace that is joined, found "rootfs"
            {"root": {"path": "/", "readonly": true}}   | $.root.readonly: needs a new mount namespace in $.linux.namespaces
            {"root": {"path": "/", "readonly": null}}                     | $.mounts: needs a new mount namespace in $.linux.namespaces
            {"root": {"path": "/", "readonly": null}, "mounts": [], "linux": {"devices": [{"path": "/dev/x", "type": "p", "major": 0, "minor": 0}]}} | $.linux.devices: needs a new mount namespace in $.linux.namespaces
            {"root": {"path": "/", "readonly": null}, "mounts": []}       | $.linux.maskedPaths: needs a new mount namespace in $.linux.namespaces
            {"root": {"path": "/", "readonly": null}, "mounts": [], "linux": {"maskedPaths": []}} | $.linux.readonlyPaths: needs a new mount namespace in $.linux.namespaces
            {"root": {"path": "/", "readonly": null}, "mounts": [], "linux": {"maskedPaths": [], "readonlyPaths": [], "rootfsPropagation": "slave"}} | $.linux.rootfsPropagation: needs a new mount namespace in $.linux.namespaces
            """)
    void leavesAMountNamespaceOfOthersAlone(String change, String message) throws IOException {
        JsonNode joined = SpecJson.MAPPER.readTree(
                "{\"linux\": {\"namespaces\": [{\"type\": \"uts\"}, {\"type\": \"mount\", \"path\": \"/proc/1/ns/mnt\"}]}}");
        JsonNode both = merge(joined, SpecJson.MAPPER.readTree(change));

        assertEquals(message, refusal(both.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                          | $.linux.maskedPaths: needs a new mount namespace in $.linux.namespaces
            {"linux": {"maskedPaths": []}}              | $.linux.readonlyPaths: needs a new mount namespace in $.linux.namespaces
            {"linux": {"maskedPaths": [], "readonlyPaths": [], "rootfsPropagation": "slave"}} | $.linux.rootfsPropagation: needs a new mount namespace in $.linux.namespaces
            {"root": {"path": "a\\nb"}}                 | $.root.path: must not contain a line feed where no mount namespace is made
            {"linux": {"namespaces": [{"type": "user", "path": "/proc/1/ns/user"}]}} | $.root.path: must be "/" where a user namespace comes without a new mount namespace, found "rootfs"
            """)
    void asksNothingOfARootAmongTheMountsOfOthersThatTheyWouldFeel(String change, String message) throws IOException {
        JsonNode inherited = SpecJson.MAPPER.readTree("{\"linux\": {\"namespaces\": [{\"type\": \"uts\"}]}}");
        JsonNode both = merge(inherited, SpecJson.MAPPER.readTree(change));

        assertEquals(message, refusal(both.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ociVersion": "0.4.0"}
            {"ociVersion": "1.0.2-dev"}
            {"root": {"path": "/", "readonly": null}, "mounts": null, "linux": {"namespaces": [{"type": "uts"}], "maskedPaths": null, "readonlyPaths": null}}
            {"linux": {"namespaces": [{"type": "mount"}, {"type": "uts"}, {"type": "user", "path": "/proc/1/ns/user"}], "uidMappings": [{"containerID": 0, "hostID": 0, "size": 1}]}}
            {"linux": {"sysctl": {"net.ipv4.ip_forward": "1", "kernel.shmmax": "5", "kernel.domainname": "x"}}}
            {"mounts": [{"destination": "/proc/meminfo", "source": "/m", "options": ["bind"]}]}
            {"mounts": [{"destination": "/a", "options": ["remount", "bind", "ro"]}]}
            {"process": {"rlimits": [{"type": "RLIMIT_CORE", "hard": 18446744073709551615, "soft": 18446744073709551615}]}}
            """)
    void takesWhatIsRight(String change) {
        assertDoesNotThrow(() -> SpecValidator.validate(changed(change)));
    }

    private static String refusal(String change) {
        return refusal(changed(change));
    }

    private static String refusal(Spec spec) {
        ContainerException refused = assertThrows(ContainerException.class, () -> SpecValidator.validate(spec));
        assertEquals(ErrorCode.INVALID_SPEC, refused.code());
        return refused.getMessage();
    }

    private static Spec changed(String change) {
        try {
            JsonNode template = SpecJson.MAPPER.readTree(SpecWriter.compact(SpecTemplate.container()));
            JsonNode merged = merge(template, SpecJson.MAPPER.readTree(change));
            return SpecReader.parse("config.json", SpecJson.MAPPER.writeValueAsBytes(merged));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 7396, but that null is kept: the reader takes it for "not given". */
    private static JsonNode merge(JsonNode into, JsonNode change) {
        if (!(into instanceof ObjectNode object) || !change.isObject()) {
            return change;
        }
        change.properties().forEach(field -> {
            JsonNode old = object.get(field.getKey());
            object.set(field.getKey(), old == null ? field.getValue() : merge(old, field.getValue()));
        });
        return object;
    }
}
