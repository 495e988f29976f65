# roles: the processes
noinst_LIBRARIES += libroles.a
libroles_a_SOURCES = \
	%D%/beat.c %D%/beat.h %D%/clock.c %D%/deliver.c %D%/frame.c \
	%D%/frame.h %D%/health.c %D%/health.h %D%/imap.c %D%/imap_contact.c \
	%D%/imap_contact.h %D%/imap_envelope.c %D%/imap_envelope.h \
	%D%/imap_left.c %D%/imap_left.h %D%/imap_place.c %D%/imap_place.h \
	%D%/imap_stuck.c %D%/imap_stuck.h %D%/imap_visit.c %D%/imap_visit.h \
	%D%/imap_wait.c %D%/imap_wait.h %D%/jobs.c %D%/jobs_end.c \
	%D%/jobs_event.c %D%/jobs_lookup.c %D%/jobs_room.h %D%/known.c \
	%D%/known.h %D%/learner.c %D%/learner.h %D%/lock.c %D%/lock.h \
	%D%/milter.c %D%/milter_door.c %D%/milter_door.h %D%/milter_session.c \
	%D%/milter_session.h %D%/milter_spam.c %D%/milter_spam.h %D%/now.c \
	%D%/now.h %D%/process.c %D%/process_aside.c %D%/process_crash.c \
	%D%/process_decide.c %D%/process_died.c %D%/process_release.c \
	%D%/process_room.h %D%/process_scan.c %D%/role.c %D%/role.h %D%/run.c \
	%D%/running.c %D%/running.h %D%/scan.c %D%/send.c %D%/send_alarm.c \
	%D%/send_damaged.c %D%/send_failed.c %D%/send_handed.c \
	%D%/send_handed.h %D%/send_hung.c %D%/send_hung.h %D%/send_line.c \
	%D%/send_room.h %D%/send_row.c %D%/send_wall.c %D%/table.c \
	%D%/trouble.c %D%/trouble.h %D%/watcher.c %D%/watcher.h \
	%D%/duty/assign.c %D%/duty/board.c %D%/duty/contract.c %D%/duty/board_page.c %D%/duty/digest.c %D%/duty/duty.h \
	%D%/duty/learn.c %D%/duty/news.c %D%/duty/publish.c %D%/duty/remind.c \
	%D%/duty/morning.c \
	%D%/duty/review.c %D%/duty/robot.c %D%/duty/sla.c %D%/duty/status.c \
	%D%/duty/table.c %D%/duty/timer.c %D%/duty/prepaid.c %D%/duty/waiting.c %D%/duty/watch.c \
	%D%/duty/search.c \
	%D%/duty/report.c \
	%D%/duty/statement.c
# sections of postern.conf
libroles_a_SOURCES += %D%/milter_config.c %D%/milter_config.h %D%/sections.c \
	%D%/sections.h %D%/send_config.c %D%/send_config.h
CTESTS += \
	tests/unit/roles/test_beat tests/unit/roles/test_clock \
	tests/unit/roles/test_known tests/unit/roles/test_learner \
	tests/unit/roles/test_now tests/unit/roles/test_poller \
	tests/unit/roles/test_process tests/unit/roles/test_refusal \
	tests/unit/roles/test_robots tests/unit/roles/test_send \
	tests/unit/roles/test_trouble
CTESTS += tests/unit/roles/test_billing
tests_unit_roles_test_billing_LDADD = libtest.a $(LDADD)
tests_unit_roles_test_beat_LDADD = libtest.a $(LDADD)
tests_unit_roles_test_clock_LDADD = libtest.a $(LDADD)
tests_unit_roles_test_known_LDADD = libtest.a $(LDADD)
tests_unit_roles_test_learner_LDADD = libtest.a $(LDADD)
tests_unit_roles_test_poller_LDADD = libtest.a $(LDADD)
tests_unit_roles_test_process_LDADD = libtest.a $(LDADD)
tests_unit_roles_test_poller_SOURCES = tests/unit/roles/test_poller.c \
	$(FAKE_SERVER)
tests_unit_roles_test_process_SOURCES = tests/unit/roles/test_process.c \
	tests/lib/crashy.c
tests_unit_roles_test_process_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=filters_letter -Wl,--wrap=decide_letter \
	-Wl,--wrap=store_raw_put
tests_unit_roles_test_learner_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=store_commit -Wl,--wrap=count_read \
	-Wl,--wrap=model_train
tests_unit_roles_test_refusal_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=scan_verdict
tests_unit_roles_test_clock_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=decide_publish
