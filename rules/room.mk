# rules: the language, matching, verdicts; patterns, the view of a message,
# eval tests and learning below
noinst_LIBRARIES += librules.a
librules_a_SOURCES = \
	%D%/builtin.h %D%/finish.c %D%/judge.c %D%/judge.h %D%/keyword.c \
	%D%/keyword_define.c %D%/keyword_net.c %D%/keyword_room.h \
	%D%/keyword_say.c %D%/keyword_setting.c %D%/keyword_take.c %D%/match.c \
	%D%/match.h %D%/match_make.c %D%/match_room.h %D%/match_verdict.c \
	%D%/meta.c %D%/meta.h %D%/parse.c %D%/parse.h %D%/parse_condition.c \
	%D%/problem.c %D%/rule.c %D%/set.c %D%/set.h %D%/verdict.c \
	%D%/verdict.h \
	%D%/eval/body.c %D%/eval/count.c %D%/eval/date.c %D%/eval/eval.c \
	%D%/eval/forged.c %D%/eval/form.c %D%/eval/freemail.c \
	%D%/eval/header.c %D%/eval/html.c %D%/eval/image.c %D%/eval/list.c \
	%D%/eval/list.h %D%/eval/listed.c %D%/eval/mime.c %D%/eval/people.c \
	%D%/eval/relay.c %D%/eval/room.h %D%/eval/table.c %D%/eval/uri.c \
	%D%/learn/add.c %D%/learn/count.h %D%/learn/feature.c %D%/learn/file.c \
	%D%/learn/guess.c %D%/learn/head.c %D%/learn/html.c %D%/learn/model.h \
	%D%/learn/model_file.c %D%/learn/model_room.h %D%/learn/room.h \
	%D%/learn/score.c %D%/learn/sure.c %D%/learn/text.c %D%/learn/train.c \
	%D%/learn/words.c \
	%D%/pattern/groups.c %D%/pattern/known.c %D%/pattern/need.c \
	%D%/pattern/need.h %D%/pattern/need_room.h %D%/pattern/need_wait.c \
	%D%/pattern/need_weigh.c %D%/pattern/pattern.c %D%/pattern/pattern.h \
	%D%/pattern/pattern_room.h %D%/pattern/shard.c \
	%D%/pattern/shard_build.c %D%/pattern/sieve.c %D%/pattern/sieve.h \
	%D%/pattern/sieve_room.h %D%/pattern/syntax.c %D%/pattern/syntax.h \
	%D%/pattern/syntax_case.c %D%/pattern/syntax_class.c \
	%D%/pattern/syntax_node.c %D%/pattern/syntax_room.h \
	%D%/view/address.c %D%/view/field.c %D%/view/header.c %D%/view/html.c \
	%D%/view/html.h %D%/view/html_block.c %D%/view/html_link.c \
	%D%/view/html_room.h %D%/view/html_style.c %D%/view/html_style.h \
	%D%/view/html_tag.c %D%/view/html_token.c %D%/view/html_token.h \
	%D%/view/keep.c %D%/view/relays.c %D%/view/relays_field.c \
	%D%/view/relays_from.c %D%/view/relays_room.h %D%/view/relays_text.c \
	%D%/view/room.h %D%/view/text.c %D%/view/uri.c %D%/view/uri.h \
	%D%/view/uri_domain.c %D%/view/uri_find.c %D%/view/uri_resolve.c \
	%D%/view/view.c %D%/view/view.h
CTESTS += tests/unit/rules/test_count tests/unit/rules/test_judge \
	tests/unit/rules/test_model \
	tests/unit/rules/test_rules_html tests/unit/rules/test_rules_match \
	tests/unit/rules/test_rules_meta tests/unit/rules/test_rules_pattern \
	tests/unit/rules/test_rules_relays tests/unit/rules/test_rules_set \
	tests/unit/rules/test_rules_sieve tests/unit/rules/test_rules_uri \
	tests/unit/rules/test_rules_view
FUZZ_REST += \
	tests/fuzz/fuzz_model tests/fuzz/fuzz_rules_set \
	tests/fuzz/fuzz_rules_view

# the shipped sets: installed, and compiled in as well
rulesdir = $(pkgdatadir)/rules
dist_rules_DATA = %D%/sets/00-mta.cf %D%/sets/10-spam.cf \
	%D%/sets/20-learned.cf %D%/sets/40-support-en.cf \
	%D%/sets/41-support-ru.cf %D%/sets/42-support-nb.cf
nodist_librules_a_SOURCES = %D%/builtin.c
EXTRA_DIST += %D%/embed
CLEANFILES += %D%/builtin.c
%D%/builtin.c: %D%/embed $(dist_rules_DATA)
	$(AM_V_GEN)$(MKDIR_P) %D% && (cd $(srcdir) && \
	    sh %D%/embed $(dist_rules_DATA)) >$@.new && mv $@.new $@
