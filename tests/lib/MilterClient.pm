# MilterClient: speaks the milter protocol (version 6) as an MTA does, for what
# Postfix itself never does: no leading blanks offered, no end of message, odd
# spellings of recipients.
package MilterClient;
use strict;
use warnings;
use IO::Socket::UNIX;

use constant {
    DELRCPT  => 0x08,
    LEADSPC  => 0x100000,
    PATIENCE => 20,          # seconds
};

# path; steps: protocol steps that are offered
sub new {
    my ($class, %self) = @_;
    my $socket = IO::Socket::UNIX->new(Peer => $self{path})
        or die "no milter at $self{path}: $!\n";
    my $it = bless { %self, socket => $socket }, $class;
    $it->_send('O', pack 'NNN', 6, 0x1FF,
        $self{steps} // 0x1FFFFF);
    my ($code, $data) = $it->_receive;
    return $it if $code ne 'O';
    (undef, @$it{qw(agreed_actions agreed)}) = unpack 'NNN', $data;
    return $it;
}

sub _send {
    my ($self, $code, $data) = @_;
    local $SIG{PIPE} = 'IGNORE';
    $self->{socket}->print(pack('N', 1 + length $data) . $code . $data);
    $self->{socket}->flush;
    return;
}

sub _read {
    my ($self, $size) = @_;
    my $octets = '';
    local $SIG{ALRM} = sub { die "the milter says nothing\n" };
    alarm PATIENCE;
    while (length $octets < $size) {
        sysread $self->{socket}, $octets, $size - length $octets,
            length $octets
            or die "the milter hung up\n";
    }
    alarm 0;
    return $octets;
}

# (code, data) of the next packet
sub _receive {
    my ($self) = @_;
    my $size = unpack 'N', $self->_read(4);
    return unpack 'a1a*', $self->_read($size);
}

# A step; its answer's letter, '-' if the milter agreed to give none
sub _step {
    my ($self, $code, $data, $no_reply) = @_;
    $self->_send($code, $data);
    return '-' if $no_reply && $self->{agreed} & $no_reply;
    my ($answer, $text) = $self->_receive;
    $self->{reply} = $text;
    return $answer;
}

# Macros for the next step: code of that step, name => value
sub macros {
    my ($self, $code, %value) = @_;
    return $self->_send('D', $code . join '', map { "$_\0$value{$_}\0" }
            sort keys %value);
}

sub reply { return $_[0]{reply} =~ s/\0\z//r }

sub connection {
    my ($self, $ip) = @_;
    my $family = $ip =~ /:/ ? '6' : '4';
    return $self->_step('C', "host\0$family" . pack('n', 1234) . "$ip\0",
        0x1000);
}

sub mail {
    my ($self, @words) = @_;
    return $self->_step('M', join('', map { "$_\0" } @words), 0x4000);
}
sub rcpt  { my ($s, $to) = @_; return $s->_step('R', "$to\0", 0x8000) }
sub data  { my ($s) = @_; return $s->_step('T', '', 0x10000) }
sub abort { my ($s) = @_; return $s->_send('A', '') }

sub header {
    my ($self, $name, $value) = @_;
    return $self->_step('L', "$name\0$value\0", 0x80);
}
sub end_of_headers { my ($s) = @_; return $s->_step('N', '', 0x40000) }
sub body { my ($s, $part) = @_; return $s->_step('B', $part, 0x80000) }

# End of the message: the final answer; removed gets the recipients that the
# milter took out
sub end_of_message {
    my ($self) = @_;
    $self->{removed} = [];
    $self->_send('E', '');
    while (1) {
        my ($code, $data) = $self->_receive;
        if ($code eq '-') {    # SMFIR_DELRCPT
            push @{ $self->{removed} }, $data =~ s/\0\z//r;
            next;
        }
        next if $code eq 'p';    # progress
        $self->{reply} = $data;
        return $code;
    }
}

sub quit { my ($s) = @_; $s->_send('Q', ''); return close $s->{socket} }

# From MAIL to the end of the message; the final answer
sub message {
    my ($self, $sender, $to, $head, $body) = @_;
    $self->mail($sender);
    $self->rcpt($_) for @$to;
    my $answer = $self->data;
    return $answer if $answer ne 'c';
    while (my ($name, $value) = splice @$head, 0, 2) {
        $self->header($name, $value);
    }
    $self->end_of_headers;
    $self->body($body) if length $body;
    return $self->end_of_message;
}

1;
