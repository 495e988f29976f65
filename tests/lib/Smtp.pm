# Smtp: a small SMTP client that sends octets exactly as they are given, as
# Net::SMTP does not (bare CR, NUL, no CRLF at the end).
package Smtp;
use strict;
use warnings;
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);

# host, port, client (told by XCLIENT)
sub new {
    my ($class, %self) = @_;
    my $socket = IO::Socket::INET->new(
        PeerAddr => $self{host} // '127.0.0.1',
        PeerPort => $self{port},
        Timeout  => 20
    ) or die "no SMTP server at port $self{port}: $!\n";
    binmode $socket;
    my $it = bless { %self, socket => $socket, last => '' }, $class;
    $it->_expect(220);
    $it->command('EHLO client.test', 250);
    if ($self{client}) {
        $it->command("XCLIENT NAME=[UNAVAILABLE] ADDR=$self{client}", 220);
        $it->command('EHLO client.test', 250);
    }
    return $it;
}

sub last_answer { return $_[0]{last} }

sub _answer {
    my ($self) = @_;
    my $text = '';
    while (defined(my $line = readline $self->{socket})) {
        $text .= $line;
        last if $line =~ /^\d{3}(?: |$)/;
    }
    $self->{last} = $text =~ s/\r\n$//r;
    return $text =~ /^(\d{3})/ ? $1 : 0;
}

sub _expect {
    my ($self, $code) = @_;
    my $got = $self->_answer;
    die "SMTP: $self->{last}\n" if $got != $code;
    return;
}

# Sends a line; dies unless the answer is `code`. Without one returns the
# answer's code.
sub command {
    my ($self, $line, $code) = @_;
    local $SIG{PIPE} = 'IGNORE';
    $self->{socket}->print("$line\r\n");
    return $self->_answer unless $code;
    return $self->_expect($code);
}

# The mailhost takes logins without TLS at its SMTP port.
sub login {
    my ($self, $user, $password) = @_;
    my $word = encode_base64("\0$user\0$password", '');
    return $self->command("AUTH PLAIN $word", 235);
}

# One message. Returns the code of the final answer, 250 if all went well; the
# first refusal otherwise (after all recipients if any was taken).
sub mail {
    my ($self, $octets, %envelope) = @_;
    my $code = $self->command("MAIL FROM:<$envelope{from}>");
    return $code if $code != 250;
    my $taken = 0;
    for my $to (@{ $envelope{to} }) {
        $code = $self->command("RCPT TO:<$to>");
        $envelope{each}->($to, $code, $self->{last}) if $envelope{each};
        $taken++ if $code == 250;
    }
    if (!$taken) {
        my $why = $self->{last};
        $self->command('RSET');
        $self->{last} = $why;
        return $code;
    }
    $code = $self->command('DATA');
    return $code if $code != 354;
    $octets =~ s/^\./../mg;
    $octets .= "\r\n" unless $octets =~ /\r\n\z/;
    local $SIG{PIPE} = 'IGNORE';
    $self->{socket}->print($octets, ".\r\n");
    return $self->_answer;
}

sub quit {
    my ($self) = @_;
    $self->command('QUIT');
    close $self->{socket};
    return;
}

1;
