# tests: units and fuzz programs are named in the room.mk of their room
# what several unit tests stand on
EXTRA_LIBRARIES += libtest.a
libtest_a_SOURCES = %D%/lib/role_fixture.c %D%/lib/role_fixture.h
FAKE_SERVER = %D%/lib/fake_server.c %D%/lib/fake_server.h
EXTRA_DIST += \
	%D%/README %D%/mailhost %D%/demo %D%/face %D%/floors %D%/circles \
	%D%/lint %D%/lib %D%/stories %D%/desks %D%/crash %D%/letters \
	%D%/corpora

# postern with a reader that dies where a message asks for it: for stories only
check_PROGRAMS += %D%/postern-crashy
tests_postern_crashy_SOURCES = $(postern_SOURCES) %D%/lib/crashy.c
tests_postern_crashy_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=filters_letter

if HAVE_CMOCKA
check_PROGRAMS += $(CTESTS)
endif

# POSTERN is the program that stories are about, KILLAT what tests/crash
# preloads into it; cmocka's and prove's own lines close each half.  What people
# read in some stories is in transcripts/ then.
TEST_ENV = POSTERN="$(abs_builddir)/postern" \
	STORIES_TRANSCRIPTS="$(abs_builddir)/transcripts" \
	KILLAT="$(abs_builddir)/killat.so" PERL5LIB="$(abs_srcdir)/%D%/lib"
killat.so: %D%/crash/killat.c
	$(AM_V_CCLD)$(CC) -Wall -Wextra -O1 -shared -fPIC -o $@ \
	    $(srcdir)/%D%/crash/killat.c -ldl
CLEANFILES += killat.so unit-failed

check-local: check-unit check-stories
check-unit: $(check_PROGRAMS)
	@rm -f unit-failed; printf '%s\n' $(CTESTS) | \
	    xargs -P $(UNIT_JOBS) -I {} sh -c 'out=$$(srcdir="$(srcdir)" \
	    ./{} 2>&1) || echo " {}" >>unit-failed; \
	    printf "== %s\n%s\n" {} "$$out"'; \
	test ! -s unit-failed || \
	    { echo "FAILED:" `cat unit-failed` >&2; exit 1; }
UNIT_JOBS = 2
check-stories: postern killat.so
	cd "$(srcdir)" && $(TEST_ENV) prove -f --timer -j$(STORIES_JOBS) \
	    $(STORIES)
STORIES_JOBS = 3
clean-local:
	rm -rf transcripts
# The formatter and the checkers
LINT_CFLAGS = $(DEFS) -I$(abs_builddir) -D_GNU_SOURCE -Isrc -I. -Itests \
	-DPOSTERN_DATADIR="" -DPOSTERN_SYSCONFDIR="" $(AM_CFLAGS)
lint: $(nodist_man_MANS)
	cd "$(srcdir)" && BUILD="$(abs_builddir)" \
	    LINT_CFLAGS='$(LINT_CFLAGS)' %D%/lint
check-long: postern killat.so
	cd "$(srcdir)" && $(TEST_ENV) CRASH_MESSAGES=500 CRASH_KILLS=60 \
	    CRASH_STRIDE=1 prove -v --timer %D%/crash/*.t
# distcheck proves that the tarball is whole; `make check' tells the rest.
AM_DISTCHECK_CONFIGURE_FLAGS = \
	STORIES='tests/floors tests/circles tests/stories/cli.t \
	tests/stories/conversation.t'

# make check-corpora CORPORA=DIR: other people's collections of mail
EXTRA_PROGRAMS += %D%/corpora/partdump
check-corpora: postern %D%/corpora/partdump %D%/bench/rules_sieve
	@test -n "$(CORPORA)" || { echo "say CORPORA=FOLDER" >&2; exit 2; }
	$(srcdir)/%D%/corpora/check --postern ./postern \
	    --partdump %D%/corpora/partdump \
	    --exceptions $(srcdir)/%D%/corpora/exceptions.tsv \
	    --wrong corpora-wrong.jsonl "$(CORPORA)"
	@test ! -d "$(CORPORA)/sa-rules" || %D%/bench/rules_sieve --equal \
	    "$(CORPORA)/sa-rules" "$(CORPORA)"/spam-sa-public/*/

# libFuzzer targets, configured with --enable-fuzzing CC=clang: make fuzz-read
# for what reads letters, make fuzz-rest for the other readers
FUZZ_SECONDS = 30
FUZZ_JOBS = 2
EXTRA_PROGRAMS += $(FUZZ_READ) $(FUZZ_REST)
EXTRA_LIBRARIES += libfuzz.a
libfuzz_a_SOURCES = %D%/fuzz/fuzz.c %D%/fuzz/fuzz.h
EXTRA_DIST += %D%/fuzz
FUZZ_RUN = $(srcdir)/%D%/fuzz/run -j $(FUZZ_JOBS) -s $(FUZZ_SECONDS)
if FUZZING
fuzz-programs: $(FUZZ_READ) $(FUZZ_REST)
fuzz-read: $(FUZZ_READ)
	$(FUZZ_RUN) $(FUZZ_READ)
fuzz-rest: $(FUZZ_REST)
	$(FUZZ_RUN) $(FUZZ_REST)
fuzz-all: $(FUZZ_READ) $(FUZZ_REST)
	$(FUZZ_RUN) $(FUZZ_READ) $(FUZZ_REST)
else
fuzz-programs fuzz-read fuzz-rest fuzz-all:
	@echo "configure with --enable-fuzzing CC=clang first" >&2; exit 2
endif

# by hand: see tests/bench/README
EXTRA_PROGRAMS += %D%/bench/bench_parse %D%/bench/category_folds \
	%D%/bench/desk_ask %D%/bench/desk_gen %D%/bench/learn_folds \
	%D%/bench/milter_empty %D%/bench/milter_load \
	%D%/bench/rules_race %D%/bench/rules_sieve \
	%D%/bench/sla_load
EXTRA_DIST += %D%/bench

.PHONY: check-unit check-stories lint check-long check-corpora \
	fuzz-programs fuzz-read fuzz-rest fuzz-all

# conversations that nobody wrote down, and what happened to other desks: see
# adversary/README
EXTRA_PROGRAMS += %D%/adversary/play
ADVERSARY_WORLD = %D%/adversary/mailer.c %D%/adversary/mailer.h \
	%D%/adversary/world.c %D%/adversary/world.h
tests_adversary_play_SOURCES = %D%/adversary/play.c $(ADVERSARY_WORLD) \
	%D%/adversary/client.c %D%/adversary/client.h \
	%D%/adversary/judge.c %D%/adversary/judge.h \
	%D%/adversary/moves.c %D%/adversary/moves.h \
	%D%/adversary/moves_copies.c %D%/adversary/moves_customers.c \
	%D%/adversary/moves_machines.c %D%/adversary/moves_operators.c \
	%D%/adversary/moves_partners.c \
	%D%/adversary/moves_strangers.c %D%/adversary/moves_time.c \
	%D%/adversary/moves_together.c \
	%D%/adversary/people.c %D%/adversary/people.h \
	%D%/adversary/words.c %D%/adversary/words.h
CTESTS += %D%/incidents/incidents
tests_incidents_incidents_SOURCES = %D%/incidents/incidents.c \
	$(ADVERSARY_WORLD)
EXTRA_DIST += %D%/adversary/README %D%/adversary/check %D%/adversary/seeds
PLAY_COUNT = 10000
PLAY_JOBS = 2
check-adversary: %D%/adversary/play
	$(srcdir)/%D%/adversary/check -n $(PLAY_COUNT) -j $(PLAY_JOBS) \
	    %D%/adversary/play
if PLANTED
check-planted: %D%/adversary/play
	$(srcdir)/%D%/adversary/check -f $(srcdir)/%D%/adversary/seeds \
	    -j $(PLAY_JOBS) %D%/adversary/play
else
check-planted:
	@echo "configure with --enable-planted first" >&2; exit 2
endif
.PHONY: check-adversary check-planted

# calendars and clocks beside a walk by minutes: 2,000 calendars in `make check'
CTESTS += %D%/worktime/oracle
ORACLE_PAIRS = 50000
check-worktime: %D%/worktime/oracle
	%D%/worktime/oracle -n $(ORACLE_PAIRS)
.PHONY: check-worktime
