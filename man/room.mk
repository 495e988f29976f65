# man: the manuals; tables of keys and keywords are the program's own
dist_man_MANS = %D%/postern.1 %D%/postern-hooks.7
nodist_man_MANS = %D%/postern-mail.7 %D%/postern.conf.5 %D%/postern-rules.5 \
	%D%/postern-desk.7
EXTRA_DIST += %D%/postern-mail.7.in %D%/postern.conf.5.in \
	%D%/postern-rules.5.in %D%/postern-desk.7.in
CLEANFILES += %D%/postern-mail.7 %D%/commands.gen %D%/customers.gen \
	%D%/postern-desk.7 %D%/desk-rights.gen \
	%D%/postern.conf.5 %D%/keys.gen %D%/rights.gen %D%/roles.gen \
	%D%/postern-rules.5 %D%/keywords.gen
MAN_EDIT = sed -e 's|[@]SYSCONFDIR@|$(sysconfdir)/postern|' \
	-e 's|[@]DATADIR@|$(pkgdatadir)|'
%D%/postern-rules.5: %D%/postern-rules.5.in postern$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	./postern rules keywords >%D%/keywords.gen && \
	$(MAN_EDIT) -e '/^@KEYWORDS@$$/{' -e 'r %D%/keywords.gen' -e 'd' \
	    -e '}' $(srcdir)/%D%/postern-rules.5.in >$@.new && mv $@.new $@
%D%/postern.conf.5: %D%/postern.conf.5.in postern$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && ./postern config --manual >%D%/keys.gen && \
	./postern desk rights --manual >%D%/rights.gen && \
	./postern desk roles --manual >%D%/roles.gen && \
	$(MAN_EDIT) -e '/^@KEYS@$$/{' -e 'r %D%/keys.gen' -e 'd' -e '}' \
	    -e '/^@RIGHTS@$$/{' -e 'r %D%/rights.gen' -e 'd' -e '}' \
	    -e '/^@ROLES@$$/{' -e 'r %D%/roles.gen' -e 'd' -e '}' \
	    $(srcdir)/%D%/postern.conf.5.in >$@.new && mv $@.new $@
%D%/postern-mail.7: %D%/postern-mail.7.in postern$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	./postern commands --manual >%D%/commands.gen && \
	./postern commands --customer --manual >%D%/customers.gen && \
	sed -e '/^@COMMANDS@$$/{' -e 'r %D%/commands.gen' -e 'd' -e '}' \
	    -e '/^@CUSTOMERS@$$/{' -e 'r %D%/customers.gen' -e 'd' -e '}' \
	    $(srcdir)/%D%/postern-mail.7.in >$@.new && mv $@.new $@
%D%/postern-desk.7: %D%/postern-desk.7.in postern$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	./postern desk rights --manual >%D%/desk-rights.gen && \
	sed -e '/^@RIGHTS@$$/{' -e 'r %D%/desk-rights.gen' -e 'd' -e '}' \
	    $(srcdir)/%D%/postern-desk.7.in >$@.new && mv $@.new $@
