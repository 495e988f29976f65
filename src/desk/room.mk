# desk: what a support desk is
noinst_LIBRARIES += libdesk.a
# Commands, in the order of /help: a new file of them is one line here.
DESK_COMMANDS = \
	%D%/commands/text.c \
	%D%/commands/status.c \
	%D%/commands/holder.c \
	%D%/commands/line.c \
	%D%/commands/waiting.c \
	%D%/commands/queue.c \
	%D%/commands/forward.c \
	%D%/commands/board.c \
	%D%/commands/priority.c \
	%D%/commands/category.c \
	%D%/commands/type.c \
	%D%/commands/due.c \
	%D%/commands/excuse.c \
	%D%/commands/statement.c \
	%D%/commands/field.c \
	%D%/commands/spend.c \
	%D%/commands/lookup.c \
	%D%/commands/merge.c \
	%D%/commands/split.c \
	%D%/commands/link.c \
	%D%/commands/people.c \
	%D%/commands/away.c \
	%D%/commands/book.c \
	%D%/commands/service.c \
	%D%/commands/new.c \
	%D%/commands/revoke.c \
	%D%/commands/faq.c \
	%D%/commands/held.c \
	%D%/commands/spam.c \
	%D%/commands/undo.c \
	%D%/commands/language.c \
	%D%/commands/ask.c \
	%D%/commands/report.c \
	%D%/commands/account.c \
	%D%/commands/ack.c \
	%D%/commands/rate.c
libdesk_a_SOURCES = \
	%D%/account.c %D%/account.h \
	%D%/decide/account.c %D%/notify/account.c %D%/notify/account_row.c \
	%D%/book.c %D%/book.h %D%/book_ask.c %D%/book_columns.c %D%/book_fields.c %D%/book_name.c \
	%D%/book_lines.c %D%/list_view.c %D%/report_zone.c \
	 %D%/book_people.c %D%/book_room.h %D%/book_store.c %D%/book_store.h %D%/book_value.c %D%/consent.c %D%/consent.h %D%/contract.c %D%/contract.h \
	%D%/notify/account.h %D%/notify/account_month.c \
	%D%/notify/balance.c \
	%D%/consent.c %D%/consent.h \
	%D%/notify/cost.c %D%/notify/deal.c %D%/notify/deal.h \
	%D%/alarm.c %D%/alarm.h %D%/answer.c %D%/answer.h %D%/apply.c \
	%D%/apply.h %D%/assign.c %D%/assign.h %D%/board_page.c \
	%D%/board_page.h %D%/command.c %D%/command.h \
	%D%/command_read.c %D%/command_words.c %D%/condition.c %D%/condition.h \
	%D%/delivery.c %D%/delivery.h %D%/draw.c %D%/draw.h %D%/faq.c \
	%D%/faq.h %D%/fault.c %D%/fault.h %D%/field.c %D%/field.h %D%/form.c %D%/form.h %D%/guide.c \
	%D%/guide.h %D%/hand.c %D%/hand.h %D%/happen.c %D%/happen.h %D%/hear.c \
	%D%/hear.h %D%/history.c %D%/history.h %D%/hook_call.c \
	%D%/hook_event.c %D%/hook_event.h %D%/hours.c %D%/hours.h \
	%D%/inspect.c %D%/inspect.h %D%/learn.c %D%/learn.h %D%/learn_train.c \
	%D%/learn_train.h %D%/list_filter.c %D%/list_filter.h %D%/list_config.c %D%/list_config.h %D%/list_scope.c %D%/list_scope.h %D%/morning.c %D%/morning.h %D%/lookup.c \
	%D%/lookup.h %D%/nobody.c %D%/nobody.h %D%/outsider.c %D%/outsider.h \
	%D%/plan.c %D%/plan.h %D%/plan_print.c %D%/plan_verb.c %D%/plan_verb.h \
	%D%/prepaid.c %D%/prepaid.h \
	%D%/process.c %D%/process.h %D%/promise.c %D%/promise.h %D%/rating.c \
	%D%/rating.h %D%/rights.c %D%/rights.h %D%/rights_table.c %D%/robot.c \
	%D%/robot.h %D%/role.h %D%/say.c %D%/say.h %D%/sla.c %D%/sla.h \
	%D%/since.c %D%/since.h %D%/sla_limit.c %D%/speech.c %D%/speech.h %D%/status.c %D%/status.h \
	%D%/status_graph.c %D%/status_graph.h %D%/together.c %D%/together.h \
	%D%/wall.c %D%/wall.h %D%/wall_hit.c %D%/wall_secret.c %D%/when.c \
	%D%/when.h \
	%D%/decide/advice.c %D%/decide/after.c %D%/decide/board.c %D%/decide/book.c \
	%D%/decide/commands.c %D%/decide/consent.c %D%/decide/contract.c %D%/decide/copy.c %D%/decide/coupon.c \
	%D%/decide/customer.c %D%/decide/decide.c %D%/decide/decide.h \
	%D%/decide/do.c %D%/decide/draft.c %D%/decide/failed.c %D%/decide/form.c \
	%D%/decide/happened.c %D%/decide/held.c %D%/decide/hooks.c \
	%D%/decide/language.c %D%/decide/learn.c %D%/decide/lines.c \
	%D%/decide/lookup.c %D%/decide/machine.c %D%/decide/mail.c %D%/decide/morning.c \
	%D%/decide/new.c %D%/decide/news.c %D%/decide/next.c \
	%D%/decide/operator.c %D%/decide/partner.c %D%/decide/process.c \
	%D%/decide/publish.c %D%/decide/rating.c %D%/decide/ready.c \
	%D%/decide/reply.c %D%/decide/report.c %D%/decide/reports.c %D%/decide/retire.c \
	%D%/decide/review.c %D%/decide/right.c %D%/decide/robot.c \
	%D%/decide/robots.c %D%/decide/room.h %D%/decide/secret.c \
	%D%/decide/several.c %D%/decide/sla.c %D%/decide/sla_due.c %D%/decide/staff.c \
	%D%/decide/steps.c %D%/decide/task.c %D%/decide/undo.c \
	%D%/decide/waiting.c %D%/decide/walled.c %D%/decide/who.c \
	%D%/decide/whole.c %D%/decide/wish.c %D%/decide/words.c \
	%D%/facts/authres.c %D%/facts/authres.h %D%/facts/door.c \
	%D%/facts/door.h %D%/facts/evidence.c %D%/facts/evidence.h \
	%D%/facts/facts.c %D%/facts/facts.h %D%/facts/files.c \
	%D%/facts/files.h %D%/facts/received.c %D%/facts/received.h \
	%D%/facts/robot.c %D%/facts/robot.h %D%/facts/snapshot.c \
	%D%/facts/snapshot.h %D%/facts/source.c %D%/facts/source.h \
	%D%/facts/sources.c %D%/facts/sources.h \
	%D%/facts/trust.c %D%/facts/trust.h %D%/facts/trust_table.c \
	%D%/notify/actions.c %D%/notify/book.c %D%/notify/closing.c %D%/notify/customer.c \
	%D%/report/backlog.c %D%/report/blocks.c %D%/report/busy.c %D%/report/by.c %D%/report/customers.c %D%/report/gather.c %D%/report/hops.c %D%/report/hours.c %D%/report/mail.c %D%/report/operators.c %D%/report/period.c %D%/report/period.h %D%/report/promises.c %D%/report/ratings.c %D%/report/report.c %D%/report/report.h %D%/report/room.h %D%/report/show.c %D%/report/stages.c %D%/report/table.c %D%/report/times.c %D%/report/volume.c %D%/report/write.c \
	%D%/notify/cut.c %D%/notify/delivery.c %D%/notify/draft.c \
	%D%/notify/entry.c %D%/notify/form.c %D%/notify/held.c %D%/notify/hide.c \
	%D%/notify/hide.h %D%/notify/history.c %D%/notify/id.c \
	%D%/notify/list.c \
	%D%/notify/lookup.c %D%/notify/news.c %D%/notify/notify.c \
	%D%/notify/notify.h %D%/notify/operator.c %D%/notify/outsider.c \
	%D%/notify/report.c %D%/notify/report_mail.h \
	%D%/notify/ready.c %D%/notify/room.h %D%/notify/shown.c \
	%D%/notify/shown.h %D%/notify/state.c %D%/notify/state.h \
	%D%/notify/transcript.c %D%/notify/transcript.h %D%/notify/value.c \
	%D%/notify/who.c %D%/notify/words.c %D%/notify/words.h \
	$(DESK_COMMANDS)
# working time
libdesk_a_SOURCES += \
	%D%/bill.c %D%/bill.h %D%/spend.c %D%/spend.h \
	%D%/decide/prepaid.c %D%/decide/time.c %D%/decide/timer.c \
	%D%/notify/time.c %D%/prepaid_now.c %D%/prepaid_now.h
# sections of postern.conf
libdesk_a_SOURCES += \
	%D%/ask_config.c %D%/ask_config.h %D%/board_config.c \
	%D%/board_config.h %D%/category_config.c %D%/category_config.h \
	%D%/faq_config.c %D%/faq_config.h %D%/field_config.c \
	%D%/field_config.h %D%/hook_config.c %D%/hook_config.h \
	%D%/learn_config.c %D%/learn_config.h %D%/line_config.c \
	%D%/mailbox_config.c %D%/mailbox_config.h %D%/operator_config.c \
	%D%/operator_config.h %D%/partner_config.c %D%/partner_config.h \
	%D%/quality_config.c %D%/quality_config.h %D%/queue_config.c \
	%D%/queue_config.h %D%/report_config.c %D%/report_config.h \
	%D%/robot_config.c %D%/robot_config.h \
	%D%/roles_config.c %D%/roles_config.h %D%/sla_config.c \
	%D%/sla_config.h %D%/source_config.c %D%/source_config.h \
	%D%/source_json.c %D%/source_json.h \
	%D%/status_config.c %D%/status_config.h \
	%D%/type_config.c %D%/type_config.h \
	%D%/work_config.c %D%/work_config.h
# statements
libdesk_a_SOURCES += \
	%D%/decide/statement.c \
	%D%/statement.c %D%/statement.h %D%/statement_desk.c \
	%D%/statement_desk.h %D%/statement_json.c %D%/statement_json.h \
	%D%/statement_words.c %D%/statement_words.h \
	%D%/notify/balance_desk.c \
	%D%/notify/statement.c %D%/notify/statement.h
CTESTS += \
	tests/unit/desk/test_account \
	tests/unit/desk/test_apply \
	tests/unit/desk/test_assign \
	tests/unit/desk/test_book \
	tests/unit/desk/test_statement \
	tests/unit/desk/test_statement_sums \
	tests/unit/desk/test_statement_words
CTESTS += \
	tests/unit/desk/test_command \
	tests/unit/desk/test_decide \
	tests/unit/desk/test_delivery \
	tests/unit/desk/test_doors \
	tests/unit/desk/test_draft \
	tests/unit/desk/test_evidence \
	tests/unit/desk/test_face \
	tests/unit/desk/test_facts \
	tests/unit/desk/test_failed \
	tests/unit/desk/test_fault \
	tests/unit/desk/test_form \
	tests/unit/desk/test_board_page \
	tests/unit/desk/test_guide \
	tests/unit/desk/test_happen \
	tests/unit/desk/test_hear \
	tests/unit/desk/test_hide \
	tests/unit/desk/test_history \
	tests/unit/desk/test_hooks \
	tests/unit/desk/test_inspect \
	tests/unit/desk/test_language \
	tests/unit/desk/test_lines \
	tests/unit/desk/test_lookup \
	tests/unit/desk/test_merge \
	tests/unit/desk/test_notify \
	tests/unit/desk/test_operator \
	tests/unit/desk/test_outside \
	tests/unit/desk/test_plan \
	tests/unit/desk/test_prepaid \
	tests/unit/desk/test_contract \
	tests/unit/desk/test_account_mail \
	tests/unit/desk/test_process \
	tests/unit/desk/test_queue \
	tests/unit/desk/test_rating \
	tests/unit/desk/test_report \
	tests/unit/desk/test_ready \
	tests/unit/desk/test_retire \
	tests/unit/desk/test_rights \
	tests/unit/desk/test_robot \
	tests/unit/desk/test_secret \
	tests/unit/desk/test_sla \
	tests/unit/desk/test_source \
	tests/unit/desk/test_speech \
	tests/unit/desk/test_status \
	tests/unit/desk/test_status_moves \
	tests/unit/desk/test_teach \
	tests/unit/desk/test_templates \
	tests/unit/desk/test_trust \
	tests/unit/desk/test_waiting \
	tests/unit/desk/test_wall \
	tests/unit/desk/test_when \
	tests/unit/desk/test_whole \
	tests/unit/desk/test_several \
	tests/unit/desk/test_report \
	tests/unit/desk/test_words
CTESTS += tests/unit/desk/test_bill tests/unit/desk/test_spend
FUZZ_REST += \
	tests/fuzz/fuzz_lookup tests/fuzz/fuzz_command tests/fuzz/fuzz_when \
	tests/fuzz/fuzz_trust
# the words of mail: installed, and compiled in as well
nodist_libdesk_a_SOURCES = %D%/notify/builtin.c %D%/commands/rows.c
CLEANFILES += %D%/notify/builtin.c
%D%/notify/builtin.c: templates/embed templates/room.mk $(TEMPLATES)
	$(AM_V_GEN)$(MKDIR_P) %D%/notify && (cd $(srcdir) && \
	    sh templates/embed $(TEMPLATES)) >$@.new && mv $@.new $@
# and the rows of all commands as one table
EXTRA_DIST += %D%/commands/registry
CLEANFILES += %D%/commands/rows.c
%D%/commands/rows.c: %D%/commands/registry %D%/room.mk $(DESK_COMMANDS)
	$(AM_V_GEN)$(MKDIR_P) %D%/commands && (cd $(srcdir) && \
	    sh %D%/commands/registry $(DESK_COMMANDS)) >$@.new && mv $@.new $@
