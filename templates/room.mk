# templates: the words of mail
TEMPLATES = \
	%D%/en/account.txt %D%/en/ack.txt %D%/en/actions.txt %D%/en/alarm.txt %D%/en/answer.txt \
	%D%/en/asks.txt %D%/en/board.txt %D%/en/bounced.txt \
	%D%/en/book.txt %D%/en/contract.txt %D%/en/ending.txt \
	%D%/en/consent.txt %D%/en/consent_ask.txt \
	%D%/en/commands.txt %D%/en/coupon.txt %D%/en/coupons.txt \
	%D%/en/delivery.txt %D%/en/digest.txt %D%/en/draft.txt \
	%D%/en/entry.txt %D%/en/error.txt %D%/en/faq.txt %D%/en/flood.txt \
	%D%/en/form.txt \
	%D%/en/forward.txt %D%/en/forwarded.txt %D%/en/guide.txt \
	%D%/en/held.txt %D%/en/help.txt %D%/en/history.txt %D%/en/language.txt \
	%D%/en/list.txt %D%/en/news.txt %D%/en/notice.txt %D%/en/notify.txt \
	%D%/en/prepaid.txt \
	%D%/en/morning.txt \
	%D%/en/rate.txt %D%/en/rated.txt %D%/en/ready.txt %D%/en/receipt.txt \
	%D%/en/remind_customer.txt %D%/en/reply.txt %D%/en/row.txt %D%/en/several.txt %D%/en/retired.txt \
	%D%/en/report.txt \
	%D%/en/review.txt %D%/en/robot.txt %D%/en/show.txt %D%/en/state.txt \
	%D%/en/statement.txt %D%/en/statement_body.txt \
	%D%/en/statement_desk.txt %D%/en/balance_desk.txt \
	%D%/en/status.txt %D%/en/unanswered.txt \
	%D%/en/who.txt %D%/en/why.txt
TEMPLATES += \
	%D%/ru/account.txt %D%/ru/ack.txt %D%/ru/actions.txt %D%/ru/alarm.txt %D%/ru/answer.txt \
	%D%/ru/asks.txt %D%/ru/board.txt %D%/ru/bounced.txt \
	%D%/ru/book.txt %D%/ru/contract.txt %D%/ru/ending.txt \
	%D%/ru/consent.txt %D%/ru/consent_ask.txt \
	%D%/ru/commands.txt %D%/ru/coupon.txt %D%/ru/coupons.txt \
	%D%/ru/delivery.txt %D%/ru/digest.txt %D%/ru/draft.txt \
	%D%/ru/entry.txt %D%/ru/error.txt %D%/ru/faq.txt %D%/ru/flood.txt \
	%D%/ru/form.txt \
	%D%/ru/forward.txt %D%/ru/forwarded.txt %D%/ru/guide.txt \
	%D%/ru/held.txt %D%/ru/help.txt %D%/ru/history.txt %D%/ru/language.txt \
	%D%/ru/list.txt %D%/ru/news.txt %D%/ru/notice.txt %D%/ru/notify.txt \
	%D%/ru/prepaid.txt \
	%D%/ru/morning.txt \
	%D%/ru/rate.txt %D%/ru/rated.txt %D%/ru/ready.txt %D%/ru/receipt.txt \
	%D%/ru/remind_customer.txt %D%/ru/reply.txt %D%/ru/row.txt %D%/ru/several.txt %D%/ru/retired.txt \
	%D%/ru/report.txt \
	%D%/ru/review.txt %D%/ru/robot.txt %D%/ru/show.txt %D%/ru/state.txt \
	%D%/ru/statement.txt %D%/ru/statement_body.txt \
	%D%/ru/statement_desk.txt %D%/ru/balance_desk.txt \
	%D%/ru/status.txt %D%/ru/unanswered.txt \
	%D%/ru/who.txt %D%/ru/why.txt %D%/ru/words.txt
TEMPLATES += \
	%D%/nb/account.txt %D%/nb/ack.txt %D%/nb/actions.txt %D%/nb/alarm.txt %D%/nb/answer.txt \
	%D%/nb/asks.txt %D%/nb/board.txt %D%/nb/bounced.txt \
	%D%/nb/book.txt %D%/nb/contract.txt %D%/nb/ending.txt \
	%D%/nb/consent.txt %D%/nb/consent_ask.txt \
	%D%/nb/commands.txt %D%/nb/coupon.txt %D%/nb/coupons.txt \
	%D%/nb/delivery.txt %D%/nb/digest.txt %D%/nb/draft.txt \
	%D%/nb/entry.txt %D%/nb/error.txt %D%/nb/faq.txt %D%/nb/flood.txt \
	%D%/nb/form.txt \
	%D%/nb/forward.txt %D%/nb/forwarded.txt %D%/nb/guide.txt \
	%D%/nb/held.txt %D%/nb/help.txt %D%/nb/history.txt %D%/nb/language.txt \
	%D%/nb/list.txt %D%/nb/news.txt %D%/nb/notice.txt %D%/nb/notify.txt \
	%D%/nb/prepaid.txt \
	%D%/nb/morning.txt \
	%D%/nb/rate.txt %D%/nb/rated.txt %D%/nb/ready.txt %D%/nb/receipt.txt \
	%D%/nb/remind_customer.txt %D%/nb/reply.txt %D%/nb/row.txt %D%/nb/several.txt %D%/nb/retired.txt \
	%D%/nb/report.txt \
	%D%/nb/review.txt %D%/nb/robot.txt %D%/nb/show.txt %D%/nb/state.txt \
	%D%/nb/statement.txt %D%/nb/statement_body.txt \
	%D%/nb/statement_desk.txt %D%/nb/balance_desk.txt \
	%D%/nb/status.txt %D%/nb/unanswered.txt \
	%D%/nb/who.txt %D%/nb/why.txt %D%/nb/words.txt
nobase_dist_pkgdata_DATA += $(TEMPLATES) %D%/README
EXTRA_DIST += %D%/embed
