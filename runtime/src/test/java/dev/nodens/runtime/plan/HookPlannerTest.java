package dev.nodens.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nodens.runtime.plan.HookPlan.Moment;
import dev.nodens.runtime.plan.HookPlan.PlannedHook;
import dev.nodens.runtime.plan.HookPlan.StateText;
import dev.nodens.runtime.spec.Hooks;
import dev.nodens.runtime.spec.Hooks.Hook;
import dev.nodens.runtime.spec.Spec;
import dev.nodens.runtime.spec.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HookPlannerTest {

    private static final Hook HOOK = new Hook("/bin/hook", List.of(), null, 7);

    @Test
    void asksForNothingWithoutHooks() {
        assertEquals(HookPlan.NONE, PlanFixture.plan(PlanFixture.spec()).hooks());
        assertEquals(HookPlan.NONE, PlanFixture.plan(with()).hooks(), "nor with lists that are all empty");
    }

    /** A round trip costs every creation; the others travel in the message. */
    @ParameterizedTest
    @EnumSource(HookPoint.class)
    void makesInitWaitOnlyForHooksOfThisSideBeforeTheRootIsEntered(HookPoint point) {
        HookPlan plan = PlanFixture.plan(with(point)).hooks();

        assertEquals(point == HookPoint.PRESTART || point == HookPoint.CREATE_RUNTIME, plan.awaited());
        boolean seesTheRoot = plan.awaited() || point == HookPoint.CREATE_CONTAINER;
        assertEquals(seesTheRoot ? "/bundle/rootfs" : null, plan.rootPlace());
    }

    @Test
    void handsDownThoseOfTheContainersSideInTheirOrder() {
        LaunchPlan launch = PlanFixture.plan(with(HookPoint.values()));
        HookPlan plan = launch.hooks();

        assertEquals(
                List.of("createContainer[0]", "startContainer[0]"),
                plan.hooks().stream().map(PlannedHook::name).toList());
        assertEquals(
                List.of(Moment.CREATE_CONTAINER, Moment.START_CONTAINER),
                plan.hooks().stream().map(PlannedHook::moment).toList());
        PlannedHook create = plan.hooks().getFirst();
        assertEquals(List.of("/bin/hook"), create.args(), "argv has at least the program");
        assertEquals(7, create.timeout());
        assertEquals(List.of(), create.env());
        assertEquals(launch.process().env(), plan.hooks().getLast().env(), "the process's own");
    }

    @Test
    void leavesRoomForThePidThatOnlyInitKnows() {
        StateText text = PlanFixture.plan(with(HookPoint.START_CONTAINER))
                .hooks()
                .states()
                .getLast();

        assertEquals(
                "{\"ociVersion\":\"1.3.0\",\"id\":\"web\",\"status\":\"created\",\"bundle\":\"/bundle\",\"pid\":1}",
                text.before() + 1 + text.after());
    }

    @Test
    void writesTheStateWholeForHooksOfThisSide() {
        State state = new State("1.2.0", "web", "stopped", "/bundle", Map.of("k", "v"), null);
        Hooks hooks = with(HookPoint.POSTSTOP).hooks();

        HookPlan plan = HookPlanner.runtime(HookPoint.POSTSTOP, hooks, state);

        assertEquals(List.of(new StateText(Moment.RUNTIME, state.json(), "")), plan.states());
        assertTrue(state.json().contains("\"annotations\":{\"k\":\"v\"}"));
        assertFalse(state.json().contains("pid"), "a stopped container has none");
        assertNull(plan.rootPlace());
    }

    private static Spec with(HookPoint... points) {
        List<List<Hook>> lists = new ArrayList<>();
        for (HookPoint point : HookPoint.values()) {
            lists.add(List.of(points).contains(point) ? List.of(HOOK) : List.of());
        }
        Hooks hooks = new Hooks(lists.get(0), lists.get(1), lists.get(2), lists.get(3), lists.get(4), lists.get(5));
        return PlanFixture.spec().with(spec -> spec.hooks = hooks);
    }
}
