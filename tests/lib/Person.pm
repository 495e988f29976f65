# Person: somebody with a mailbox at the mailhost and an ordinary mail client.
package Person;
use strict;
use warnings;
use Letter;
use Test::More;

# desk, name, address, password; phone: signature of the client
sub new {
    my ($class, %self) = @_;
    return bless { seen => {}, password => 'secret', %self }, $class;
}

sub address { return $_[0]{address} }
sub mailbox { return Letter::mailbox($_[0]{name}, $_[0]{address}) }

# Sends a fresh letter; returns it. Options as Letter->compose's, and
# envelope_from, envelope_to => [...], login => 1 (by submission).
sub writes {
    my ($self, $to, $subject, $text, %more) = @_;
    return $self->_send(
        from    => $self->mailbox,
        to      => ref $to ? join(', ', @$to) : $to,
        subject => $subject,
        text    => $text,
        %more
    );
}

# Answers a letter as clients do: to its Reply-To, "Re:", what was said quoted
# below. `quote => 0` leaves that out, `all => 1` answers to Cc too.
sub answers {
    my ($self, $letter, $text, %more) = @_;
    my $quote = delete $more{quote} // 1;
    my $all   = delete $more{all};
    my $to    = $letter->raw('Reply-To') // $letter->raw('From');
    my $subject = $letter->subject;
    $subject = "Re: $subject" unless $subject =~ /^re:/i;
    $text =~ s/\n*\z/\n/;
    $text .= "\n$self->{phone}\n" if $self->{phone};
    $text .= "\n" . $letter->quoted if $quote;
    my $thread = join ' ',
        grep { defined && length } $letter->raw('References'),
        $letter->message_id;
    return $self->_send(
        from        => $self->mailbox,
        to          => $to,
        cc          => $all ? $letter->raw('Cc') : undef,
        subject     => $subject,
        text        => $text,
        in_reply_to => $letter->message_id,
        references  => $thread,
        %more
    );
}

sub _send {
    my ($self, %mail) = @_;
    my $from  = delete $mail{envelope_from} // $self->{address};
    my $to    = delete $mail{envelope_to};
    my $login = delete $mail{login} // $self->{login};
    my $octets = Letter->compose(date_s => $self->{desk}->now, %mail);
    $to //= [ join(',', grep { defined } @mail{qw(to cc)})
            =~ /([^\s<>,"]+\@[^\s<>,"]+)/g ];
    $self->{desk}->submit(
        $octets,
        from => $from,
        to   => $to,
        $login ? (user => $self->{address}, password => $self->{password}) : ()
    );
    my $letter = Letter->parse($octets);
    $self->_tell('wrote', $letter);
    return $letter;
}

# Who keeps a transcript hears of it.
sub _tell {
    my ($self, $what, $letter) = @_;
    my $transcript = $self->{desk}{transcript} or return;
    $transcript->$what($self, $letter);
    return;
}

sub _mark_read {
    my ($self, $letter) = @_;
    $self->{seen}{ $letter->{file} } = 1;
    $self->_tell('reads', $letter);
    return;
}

# All letters in the inbox, oldest first
sub letters {
    my ($self) = @_;
    my ($local, $domain) = split /@/, $self->{address};
    my $box = "$self->{desk}{mailhost}/d/mail/$domain/$local";
    my @files = sort { (stat $a)[9] <=> (stat $b)[9] || $a cmp $b }
        glob("$box/new/* $box/cur/*");
    my @letters;
    for my $file (@files) {
        open my $in, '<:raw', $file or next;    # just moved to cur/
        my ($name) = $file =~ m{([^/:]+)(?::2,\w*)?$};
        push @letters,
            Letter->parse(do { local $/; <$in> }, file => $name);
    }
    return @letters;
}

sub unread {
    my ($self) = @_;
    return grep { !$self->{seen}{ $_->{file} } } $self->letters;
}

# Waits for an unread letter whose subject matches (or for which a function
# says yes); marks it read and returns it. Ends the story if none comes.
sub gets {
    my ($self, $subject, $what, $seconds) = @_;
    my $found;
    $what //= "a mail with subject $subject";
    my $fits = ref $subject eq 'CODE' ? $subject
        : sub { $_[0]->subject =~ $subject };
    my $came = $self->{desk}->wait_until(
        sub {
            ($found) = grep { $fits->($_) } $self->unread;
            return $found;
        },
        $seconds
    );
    $self->{desk}->check($came, "$self->{name} gets $what") or $self->_missed;
    $self->_mark_read($found);
    return $found;
}

sub _missed {
    my ($self) = @_;
    diag "unread in the inbox of $self->{address}:";
    diag '  ' . $_->subject for $self->unread;
    $self->{desk}->show_logs;
    $self->{desk}->give_up;
}

# Once the desk has nothing left to do, nothing unread that matches is there
sub gets_nothing {
    my ($self, $what, $subject) = @_;
    $self->{desk}->settled;
    my @more = grep { !$subject || $_->subject =~ $subject } $self->unread;
    $self->{desk}->check(!@more, "$self->{name} gets " . ($what // 'nothing'))
        or diag map { $_->display } @more;
    return;
}

# Marks all as read
sub reads_all {
    my ($self) = @_;
    $self->{desk}->settled;
    return $self->reads_unread;
}

# The same of what is there, where nothing is on its way
sub reads_unread {
    my ($self) = @_;
    $self->_mark_read($_) for $self->unread;
    return;
}

1;
