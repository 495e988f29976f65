# DemoDesk: a desk whose checks are told to a person, whose mail goes out by
# curl, and that can print what is in mailboxes and tickets.
package DemoDesk;
use strict;
use warnings;
use parent 'Desk';
use Compress::Zlib qw(compress crc32);
use POSIX qw(strftime);
use Transcript;

use constant COLUMNS => Transcript::COLUMNS;

my ($right, $wrong) = (0, 0);

sub check {
    my ($self, $is_right, $what) = @_;
    $is_right ? $right++ : $wrong++;
    printf "  %-5s %s\n", $is_right ? 'ok' : 'WRONG', $what;
    return $is_right;
}

sub give_up {
    my ($self) = @_;
    $self->summary;
    exit 1;
}

sub summary {
    my ($self) = @_;
    _title($wrong ? "$wrong WRONG, $right right"
        : "All $right checks are right");
    return !$wrong;
}

# Customers hand their mail to the mail host as a stranger's server would,
# operators by submission, with TLS and login.
sub submit {
    my ($self, $octets, %how) = @_;
    my $port  = $self->{ports};
    my $plain = $self->smtp_port(@{ $how{to} });
    my @login = ("smtp://127.0.0.1:$plain/client.test");
    @login = (
        '--ssl-reqd', '--cacert', $port->{CA},
        '--resolve', "mail.test:$port->{SUBMISSION}:127.0.0.1",
        '--user', "$how{user}:$how{password}",
        "smtp://mail.test:$port->{SUBMISSION}/client.test"
    ) if $how{user} && $plain == $port->{SMTP};
    $octets = _vouched($octets) if $how{user} && $plain != $port->{SMTP};
    my @to = map { ('--mail-rcpt', $_) } @{ $how{to} };
    my ($code, $out, $err) = $self->capture(\$octets, 'curl', '-sS', '-T', '-',
        '--mail-from', $how{from} || '<>', @to, @login);
    die "refused: $err\n" if $code;
    return $out;
}

# What another host writes into mail of those who logged in there
sub _vouched {
    my ($octets) = @_;
    my ($domain) = $octets =~ /^From:[^\r]*\@([\w.-]+)/m;
    return 'Authentication-Results: mx.example.org; '
        . "dmarc=pass header.from=$domain\r\n$octets";
}

# ---- printing

sub _title {
    my ($text) = @_;
    print "\n", Transcript::title($text), "\n";
    return;
}

sub print_mailbox {
    my ($self, $person) = @_;
    my @letters = $person->letters;
    _title("$person->{name} <$person->{address}> got "
            . (@letters == 1 ? 'one mail' : @letters . ' mails'));
    for my $letter (@letters) {
        print Transcript::indented($letter->display), "\n";
        print '    ', '-' x (COLUMNS - 4), "\n\n"
            unless $letter == $letters[-1];
    }
    return;
}

sub print_history {
    my ($self, $number) = @_;
    for my $command ([ 'ticket', 'show', $number ], [ 'why', "#$number" ]) {
        my ($code, $out, $err) = $self->postern(@$command);
        _title("postern @$command");
        print $out, $err;
        $self->check(!$code, "postern $command->[0] works") if $code;
    }
    return;
}

sub stay {
    my ($self) = @_;
    my $port = $self->{ports};
    _title('All keeps running; end it with Ctrl-C');
    print <<"E";
Connect a mail client to 127.0.0.1 and play every role:

    SMTP   port $port->{SMTP}  no TLS; or $port->{SUBMISSION} with STARTTLS
    IMAP   port $port->{IMAPS}  TLS;    or $port->{IMAP} with STARTTLS

    kari\@example.com  per\@example.com  mallory\@example.net     customers
    anna\@example.org  olga\@example.org                         line 1
    tom\@example.org                                            line 2
    lena\@example.org                                           lead

The user name is the whole address; every password is "secret". Operators
send by port $port->{SUBMISSION} with their login: it proves to the desk who they are.
Certificates are signed by $port->{CA}
(host name mail.test). Write to support\@example.org or help\@example.org.

    mutt -f imap://anna%40example.org\@127.0.0.1:$port->{IMAP}/
    $ENV{POSTERN} --config @{[$self->config_file]} status
    tail -f @{[$self->log_file]}

E
    my $end = 0;
    local $SIG{INT}  = sub { $end = 1 };
    local $SIG{TERM} = $SIG{INT};
    sleep 1 while !$end && kill 0, $self->{pid};
    print "\nEnding.\n";
    return;
}

# ---- a picture to attach: a PNG with a red stripe

sub picture {
    my $chunk = sub {
        my ($type, $data) = @_;
        return pack 'N a4 a* N', length $data, $type, $data,
            crc32("$type$data");
    };
    my $row  = "\0" . "\xff\xff\xff" x 64;
    my $red  = "\0" . "\xcc\0\0" x 64;
    my $rows = $row x 14 . $red x 4 . $row x 14;
    return "\x89PNG\r\n\x1a\n"
        . $chunk->('IHDR', pack 'N N C5', 64, 32, 8, 2, 0, 0, 0)
        . $chunk->('IDAT', compress($rows))
        . $chunk->('IEND', '');
}

1;
