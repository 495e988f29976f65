# cli: the commands of the one program
bin_PROGRAMS += postern
postern_SOURCES = \
	%D%/check.c %D%/check.h %D%/check_calendar.c %D%/check_connect.c \
	%D%/check_desk.c %D%/check_postfix.c %D%/check_results.c %D%/cli.c \
	%D%/cli.h %D%/cmd_board.c %D%/cmd_check.c %D%/cmd_commands.c %D%/cmd_book.c %D%/cmd_company.c %D%/cmd_coupon.c %D%/entitled.c %D%/entitled.h \
	%D%/cmd_config.c %D%/cmd_deliver.c %D%/cmd_desk.c %D%/cmd_explain.c \
	%D%/cmd_held.c %D%/cmd_init.c %D%/cmd_jobs.c %D%/cmd_learn.c \
	%D%/cmd_operator.c %D%/cmd_parse.c %D%/cmd_person.c %D%/cmd_queue.c \
	%D%/cmd_resume.c %D%/cmd_robot.c %D%/cmd_rules.c %D%/cmd_run.c \
	%D%/cmd_scan.c %D%/cmd_statement.c %D%/cmd_status.c %D%/cmd_ticket.c \
	%D%/contract_pay.c %D%/cmd_upgrade.c \
	%D%/cmd_search.c \
	%D%/cmd_report.c \
	%D%/cmd_why.c %D%/commands.c %D%/desk.c %D%/desk.h %D%/desk_check.c \
	%D%/desk_check.h %D%/explain.h %D%/explain_print.c %D%/history.c \
	%D%/mailfiles.c %D%/mailfiles.h %D%/operator.h %D%/operator_retire.c \
	%D%/owner.c %D%/postern.c %D%/progress.c %D%/progress.h %D%/quality.c %D%/worked.c \
	%D%/rules.c %D%/rules.h %D%/rules_bench.c %D%/rules_test.c \
	%D%/rules_try.c %D%/text.c %D%/ticket_do.c
