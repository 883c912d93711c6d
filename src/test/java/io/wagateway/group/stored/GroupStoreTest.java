package io.wagateway.group.stored;

import static io.wagateway.group.stored.StoredWorld.GROUP;
import static io.wagateway.group.stored.StoredWorld.OTHER_GROUP;
import static io.wagateway.group.stored.StoredWorld.crowd;
import static io.wagateway.group.stored.StoredWorld.listed;
import static io.wagateway.group.stored.StoredWorld.member;
import static io.wagateway.group.stored.StoredWorld.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupStoreTest {
    private static final String ONE = "1@s.whatsapp.net";
    private static final String TWO = "2@s.whatsapp.net";
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static List<String> roles(List<StoredMember> members) {
        return members.stream()
                .map(member -> member.jid() + " " + member.role().wireName())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void group_thatWasListedAndRead_isAllThatWasSaid(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        ObservedGroup reported =
                new ObservedGroup(GROUP, "Täam 📱", "", "9@lid", true, false, 1_500_000_000_000L, 3, null, false, null);
        world.groups.storeList("phone", List.of(reported), 10, 10);
        StoredGroup unread = world.group("phone", GROUP);
        assertThat(unread)
                .isEqualTo(new StoredGroup(
                        unread.id(),
                        GROUP,
                        "Täam 📱",
                        "",
                        "9@lid",
                        3,
                        true,
                        false,
                        1_500_000_000_000L,
                        10,
                        10,
                        Admission.UNKNOWN,
                        null));
        world.groups.storeRead("phone", read(GROUP, member(ONE, "admin"), member(TWO, "member")), 20, 20);
        assertThat(world.group("phone", GROUP))
                .isEqualTo(new StoredGroup(
                        unread.id(),
                        GROUP,
                        "Täam 📱",
                        "",
                        "9@lid",
                        2,
                        true,
                        false,
                        1_500_000_000_000L,
                        10,
                        20,
                        Admission.UNKNOWN,
                        20L));
        assertThat(roles(world.members("phone", GROUP))).containsExactly(ONE + " admin", TWO + " member");
        assertThat(world.queries.find("other", GROUP)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void admission_thatAnEngineDoesNotReport_staysAsItWas(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        Map<String, Object> all = Map.of(
                "jid",
                GROUP,
                "joinApproval",
                true,
                "memberAdd",
                "admins",
                "isCommunity",
                false,
                "linkedParent",
                "120363000000000009@g.us");
        ObservedGroup silent =
                ObservedGroup.described(Map.of("jid", GROUP, "subject", "x")).orElseThrow();
        world.groups.storeList("phone", List.of(silent), 10, 10);
        assertThat(world.group("phone", GROUP).admission()).isEqualTo(Admission.UNKNOWN);
        world.groups.storeList("phone", List.of(ObservedGroup.described(all).orElseThrow()), 20, 20);
        Admission told = new Admission(true, "admins", false, "120363000000000009@g.us");
        assertThat(world.group("phone", GROUP).admission()).isEqualTo(told);
        world.groups.storeList("phone", List.of(silent), 30, 30);
        assertThat(world.group("phone", GROUP).admission()).isEqualTo(told);
        ObservedGroup left = ObservedGroup.described(
                        Map.of("jid", GROUP, "linkedParent", "", "joinApproval", false, "memberAdd", "nobody"))
                .orElseThrow();
        world.groups.storeList("phone", List.of(left), 40, 40);
        assertThat(world.group("phone", GROUP).admission()).isEqualTo(new Admission(false, "admins", false, ""));
        assertThat(world.group("phone", GROUP).admission().parent()).isNull();
        world.groups.storeList(
                "phone",
                List.of(ObservedGroup.described(Map.of("jid", "1@g.us", "memberAdd", "all"))
                        .orElseThrow()),
                50,
                50);
        assertThat(world.group("phone", "1@g.us").admission()).isEqualTo(new Admission(null, "all", null, null));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void member_keepsIdAndFirstSeen_whateverIsReadLater(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.groups.storeRead(
                "phone", read(GROUP, new ObservedMember(null, "1@lid", MemberRole.MEMBER, false, null)), 10, 10);
        StoredMember first = world.members("phone", GROUP).get(0);
        world.groups.storeRead(
                "phone", read(GROUP, new ObservedMember(ONE, "1@lid", MemberRole.ADMIN, true, "Uno")), 20, 20);
        assertThat(world.members("phone", GROUP))
                .containsExactly(new StoredMember(
                        first.id(), "phone", GROUP, ONE, "1@lid", MemberRole.ADMIN, true, "Uno", 10, 20));
        assertThat(world.group("phone", GROUP).ownerJid()).isEqualTo(ONE);
        world.groups.storeRead("phone", read(GROUP, member(TWO, "member")), 30, 30);
        assertThat(roles(world.members("phone", GROUP))).containsExactly(TWO + " member");
        assertThat(world.members("phone", GROUP).get(0).firstSeenAt()).isEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void group_readAsBefore_hasOnlyBeenSeenAgain(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.groups.storeRead("phone", crowd(GROUP, 1_024), 10, 10);
        StoredGroup before = world.group("phone", GROUP);
        world.groups.storeRead("phone", crowd(GROUP, 1_024), 20, 20);
        StoredGroup after = world.group("phone", GROUP);
        assertThat(after.updatedAt()).isEqualTo(before.updatedAt());
        assertThat(after.participantCount()).isEqualTo(1_024);
        assertThat(world.members("phone", GROUP)).hasSize(1_024).allSatisfy(member -> {
            assertThat(member.firstSeenAt()).isEqualTo(10);
            assertThat(member.lastSeenAt()).isEqualTo(20);
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void answer_toAQuestionFromBeforeAChange_isNotWrittenOverIt(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.groups.storeRead("phone", read(GROUP, member(ONE, "member")), 10, 10);
        world.apply("phone", new Change.Roles(GROUP, List.of(ONE), MemberRole.ADMIN), 30);
        world.groups.storeRead("phone", read(GROUP, member(ONE, "member")), 20, 20);
        assertThat(roles(world.members("phone", GROUP))).containsExactly(ONE + " admin");
        world.groups.storeRead("phone", read(GROUP, member(ONE, "member")), 40, 40);
        world.groups.storeRead("phone", read(GROUP, member(ONE, "admin")), 35, 35);
        assertThat(roles(world.members("phone", GROUP))).containsExactly(ONE + " member");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupThatWasJoined_staysWhateverWasAskedBefore_orIsNotKnownYet(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.apply("phone", new Change.Described(listed(GROUP, "Joined", null)), 30);
        world.groups.remove("phone", GROUP, 20);
        assertThat(world.group("phone", GROUP).subject()).isEqualTo("Joined");
        world.groups.storeRead("phone", read(GROUP, member(ONE, "member")), 50, 50);
        world.groups.remove("phone", GROUP, 40);
        assertThat(world.members("phone", GROUP)).hasSize(1);
        world.groups.remove("phone", GROUP, 10_029);
        assertThat(world.members("phone", GROUP)).hasSize(1);
        world.groups.remove("phone", GROUP, 10_030);
        assertThat(world.queries.find("phone", GROUP)).isEmpty();
        assertThat(world.rows("group_members")).isZero();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void changes_areInTheListWhenTheyReturn(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.groups.storeRead("phone", read(GROUP, member(ONE, "admin"), member(TWO, "member")), 10, 10);
        world.apply("phone", new Change.Roles(GROUP, List.of(TWO, "2@lid"), MemberRole.ADMIN), 20);
        world.apply(
                "phone",
                new Change.Added(GROUP, List.of(member(ONE, "member"), member("3@s.whatsapp.net", "member"))),
                30);
        assertThat(roles(world.members("phone", GROUP)))
                .containsExactly(ONE + " admin", TWO + " admin", "3@s.whatsapp.net member");
        assertThat(world.group("phone", GROUP).participantCount()).isEqualTo(3);
        world.apply("phone", new Change.Removed(GROUP, List.of(ONE)), 40);
        assertThat(roles(world.members("phone", GROUP))).containsExactly(TWO + " admin", "3@s.whatsapp.net member");
        assertThat(world.group("phone", GROUP).participantCount()).isEqualTo(2);
        world.apply("phone", new Change.Described(listed(GROUP, "New name", null)), 50);
        assertThat(world.group("phone", GROUP).subject()).isEqualTo("New name");
        assertThat(world.group("phone", GROUP).updatedAt()).isEqualTo(50);
        world.apply("phone", new Change.Left(GROUP), 60);
        assertThat(world.queries.find("phone", GROUP)).isEmpty();
        assertThat(world.rows("group_members")).isZero();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupThatWasMade_isThereWithItsMembers(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        ObservedGroup made = read(
                        GROUP, new ObservedMember(ONE, null, MemberRole.ADMIN, true, null), member(TWO, "member"))
                .with(listed(GROUP, "Made", 2));
        world.apply("phone", new Change.Described(made), 10);
        assertThat(world.group("phone", GROUP).participantCount()).isEqualTo(2);
        assertThat(world.group("phone", GROUP).ownerJid()).isEqualTo(ONE);
        assertThat(world.members("phone", GROUP)).hasSize(2).allSatisfy(member -> assertThat(member.lastSeenAt())
                .isEqualTo(10));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void lists_goOnBehindTheRowThatTheCallerHas(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.groups.storeList("other", List.of(listed("7@g.us", "Theirs", 1)), 5, 5);
        List<ObservedGroup> many = new ArrayList<>();
        for (int i = 1; i <= 1_201; i++) {
            many.add(listed(i + "@g.us", "Group " + i, 1));
        }
        world.groups.storeList("phone", many, 10, 10);
        assertThat(world.queries.count("phone")).isEqualTo(1_201);
        List<StoredGroup> all = new ArrayList<>();
        for (List<StoredGroup> page = world.queries.list("phone", 0, 500);
                !page.isEmpty();
                page = world.queries.list("phone", all.get(all.size() - 1).id(), 500)) {
            all.addAll(page);
        }
        assertThat(all)
                .extracting(StoredGroup::groupJid)
                .doesNotHaveDuplicates()
                .hasSize(1_201);
        assertThat(all).isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
        world.groups.storeRead("phone", crowd("5@g.us", 10), 20, 20);
        StoredGroup five = world.group("phone", "5@g.us");
        List<StoredMember> first = world.members.list("phone", five, 0, 4);
        List<StoredMember> rest = world.members.list("phone", five, first.get(3).id(), 100);
        assertThat(first).hasSize(4);
        assertThat(rest).hasSize(6).doesNotContainAnyElementsOf(first);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void text_thatNoDatabaseCanHold_isStoredWithoutWhatItCannot(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        ObservedGroup reported = ObservedGroup.described(java.util.Map.of(
                        "jid", GROUP, "subject", "a\0b\ud800c", "description", "📱".repeat(5_000), "size", "many"))
                .orElseThrow();
        world.groups.storeList("phone", List.of(reported), 10, 10);
        assertThat(world.group("phone", GROUP).subject()).isEqualTo("abc");
        assertThat(world.group("phone", GROUP).description()).isEqualTo("📱".repeat(4_096));
        assertThat(world.group("phone", GROUP).participantCount()).isNull();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void list_whoseGroupsCallsStoreMeanwhile_isStoredWhole(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        List<ObservedGroup> listed = new ArrayList<>();
        List<ObservedGroup> read = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            listed.add(listed(i + "@g.us", "Group " + i, 1));
            read.add(read(i + "@g.us", member(ONE, "admin")));
        }
        world.racingStore(() -> {}, () -> {
                    if (!read.isEmpty()) {
                        world.groups.storeRead("phone", read.remove(0), 20, 20);
                    }
                })
                .storeList("phone", listed, 10, 10);
        assertThat(read).isEmpty();
        assertThat(world.queries.list("phone", 0, 100))
                .extracting(StoredGroup::subject)
                .containsExactlyInAnyOrder("Group 1", "Group 2", "Group 3", "Group 4", "Group 5", "Group 6");
        assertThat(world.rows("group_members")).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void listsAndReads_ofTheSameGroupsAtOnce_areAllStored(TestDatabase database) throws Exception {
        StoredWorld world = new StoredWorld(database);
        List<ObservedGroup> listed = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            listed.add(listed(i + "@g.us", "Group " + i, 1));
        }
        List<ObservedGroup> reversed = new ArrayList<>(listed);
        Collections.reverse(reversed);
        List<CompletableFuture<Void>> all = List.of(
                CompletableFuture.runAsync(() -> world.groups.storeList("phone", listed, 10, 10)),
                CompletableFuture.runAsync(() -> world.groups.storeList("phone", listed, 10, 10)),
                CompletableFuture.runAsync(() -> reversed.forEach(
                        group -> world.groups.storeRead("phone", read(group.jid(), member(ONE, "admin")), 20, 20))));
        for (CompletableFuture<Void> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        assertThat(world.rows("whatsapp_groups")).isEqualTo(100);
        assertThat(world.rows("group_members")).isEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void deletedSession_leavesNothing_andNothingComesBack(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.groups.storeRead("other", crowd(GROUP, 3), 10, 10);
        for (int i = 1; i <= 5; i++) {
            world.groups.storeRead("phone", crowd(i + "@g.us", 10), 10, 10);
        }
        assertThat(world.groups.removeOfDeleted(2)).isFalse();
        world.delete("phone");
        int sweeps = 0;
        while (world.groups.removeOfDeleted(2)) {
            sweeps++;
        }
        assertThat(sweeps).isEqualTo(3);
        world.groups.storeRead("phone", crowd(OTHER_GROUP, 3), 20, 20);
        world.groups.storeList("phone", List.of(listed(OTHER_GROUP, "Late", 3)), 20, 20);
        world.apply("phone", new Change.Described(listed(OTHER_GROUP, "Late", 3)), 20);
        assertThat(world.rows("whatsapp_groups")).isEqualTo(1);
        assertThat(world.rows("group_members")).isEqualTo(3);
    }
}
