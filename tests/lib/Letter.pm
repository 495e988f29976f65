# Letter: one message, written as a mail client writes it, or read as one shows
# it. Independent of Postern's own parser, so that it can judge what Postern
# composes. Texts are Perl characters with \n; octets have \r\n.
package Letter;
use strict;
use warnings;
use Encode qw(decode encode find_encoding);
use MIME::Base64 qw(decode_base64 encode_base64);
use MIME::QuotedPrint qw(decode_qp encode_qp);
use POSIX qw(strftime);

# ---- reading

sub parse {
    my ($class, $octets, %more) = @_;
    my $self = bless { octets => $octets, %more }, $class;
    $octets =~ s/\r\n/\n/g;
    my ($head, $body) = split /^\n/m, $octets, 2;
    $self->{body} = $body // '';
    $head =~ s/\n[ \t]+/ /g;
    for my $line (split /\n/, $head) {
        push @{ $self->{fields} }, [ $1, $2 ]
            if $line =~ /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/;
    }
    return $self;
}

# Fields of that name as they stand, all or the first
sub raw_all {
    my ($self, $name) = @_;
    return map { $_->[1] }
        grep { lc $_->[0] eq lc $name } @{ $self->{fields} // [] };
}
sub raw { my ($self, $name) = @_; return ($self->raw_all($name))[0] }

sub header {
    my ($self, $name) = @_;
    my $value = $self->raw($name);
    return defined $value ? decode('MIME-Header', $value) : undef;
}

sub subject    { return $_[0]->header('Subject')  // '' }
sub from       { return $_[0]->header('From')     // '' }
sub message_id { return $_[0]->raw('Message-ID') // '' }

# The address in a field, without name and brackets
sub address {
    my ($self, $name) = @_;
    my $value = $self->raw($name) // return undef;
    return $value =~ /<([^<>]*)>\s*$/ ? $1 : $value;
}

sub _part_type {
    my ($self) = @_;
    my $type = $self->raw('Content-Type') // 'text/plain';
    my %param = $type =~ /;\s*([\w*-]+)\s*=\s*("[^"]*"|[^;\s]+)/g;
    s/^"(.*)"$/$1/ for values %param;
    ($type) = lc($type) =~ m{^\s*([^\s;]+)};
    my %lower = map { lc $_ => $param{$_} } keys %param;
    return ($type, \%lower);
}

sub content {
    my ($self) = @_;
    my $how = lc($self->raw('Content-Transfer-Encoding') // '7bit');
    return decode_base64($self->{body}) if $how eq 'base64';
    return decode_qp($self->{body})     if $how eq 'quoted-printable';
    return $self->{body};
}

# Leaves of the MIME tree, in order
sub parts {
    my ($self) = @_;
    my ($type, $param) = $self->_part_type;
    return ($self) unless $type =~ m{^multipart/} && $param->{boundary};
    my $mark = quotemeta $param->{boundary};
    my @pieces = split /^--$mark(?:--)?[ \t]*(?:\n|\z)/m, $self->{body};
    shift @pieces;    # preamble
    my ($end) = $self->{body} =~ /^(--$mark--)/m;
    pop @pieces if $end && @pieces > 1 && $pieces[-1] !~ /\S/;
    chomp @pieces;
    return map { Letter->parse($_)->parts } @pieces;
}

sub _readable {
    my ($self, $wanted) = @_;
    for my $part ($self->parts) {
        my ($type, $param) = $part->_part_type;
        next if $type ne $wanted || $part->file_name;
        my $charset = find_encoding($param->{charset} // 'us-ascii')
            // find_encoding('latin1');
        my $text = $charset->decode($part->content);
        $text =~ s/\r\n/\n/g;
        $text = _unflowed($text) if lc($param->{format} // '') eq 'flowed';
        return $text;
    }
    return '';
}
# Lines as long as they were meant (RFC 3676 4.2 to 4.4).
sub _unflowed {
    my @lines;
    my ($soft, $depth) = (0, 0);
    for my $line (split /\n/, $_[0], -1) {
        my ($marks, $rest) = $line =~ /^(>*) ?(.*)$/s;
        my $joins = $soft && length $marks == $depth && $rest ne '-- ';
        if ($joins) { $lines[-1] .= $rest }
        else { push @lines, $marks . (length $marks ? ' ' : '') . $rest }
        $soft = $rest =~ / $/ && $rest ne '-- ';
        $depth = length $marks;
    }
    return join "\n", @lines;
}
sub text { return $_[0]->_readable('text/plain') }
sub html { return $_[0]->_readable('text/html') }

sub file_name {
    my ($self) = @_;
    my $where = $self->raw('Content-Disposition') // '';
    return decode('UTF-8', _percent($1))
        if $where =~ /filename\*=(?:utf-8)?'[^']*'([^;\s]+)/i;
    return decode('MIME-Header', $1) if $where =~ /filename="?([^";]+)"?/i;
    my (undef, $param) = $self->_part_type;
    return $param->{name};
}
sub _percent { my ($t) = @_; $t =~ s/%([0-9a-f]{2})/chr hex $1/gei; return $t }

# name => content
sub attachments {
    my ($self) = @_;
    return map { $_->file_name => $_->content }
        grep { defined $_->file_name } $self->parts;
}

# As its owner sees it
sub display {
    my ($self) = @_;
    my $page = '';
    for my $name (qw(From To Cc Reply-To Subject)) {
        my $value = $self->header($name) // next;
        $value = substr($value, 0, 66) . '...' if length $value > 69;
        $page .= sprintf "%-9s %s\n", "$name:", $value;
    }
    my $text = $self->text;
    $text =~ s/\s+\z//;
    $page .= "\n$text\n";
    my %files = $self->attachments;
    $page .= sprintf "[%s, %d bytes]\n", $_, length $files{$_}
        for sort keys %files;
    return $page;
}

# ---- writing

my $count = 0;

sub new_id {
    my ($domain) = @_;
    return sprintf '<%d.%d.%d@%s>', time, $$, ++$count, $domain;
}

sub _word {    # RFC 2047, where needed
    my ($text) = @_;
    return $text if $text =~ /^[\x20-\x7e]*$/;
    return encode('MIME-Header', $text) =~ s/\r?\n/\n/gr;
}

# "Name <address>" with the name encoded where needed
sub mailbox {
    my ($name, $address) = @_;
    return $address unless defined $name && length $name;
    $name = $name =~ /^[\w ]+$/a ? $name : _word($name);
    return "$name <$address>";
}

# from, to, cc, reply_to, subject, text, html, attach => { name => [type,
# octets, Content-ID if there is one] }, message_id, in_reply_to, references, date, headers => [ name =>
# value, ... ]. undef leaves a field out; date_s: the date, unless `date` is
# there, in seconds since 1970. Returns octets.
sub compose {
    my ($class, %m) = @_;
    my $domain = ($m{from} // '') =~ /\@([\w.-]+)/ ? $1 : 'client.example.com';
    $m{message_id} = new_id($domain) unless exists $m{message_id};
    my @now = gmtime($m{date_s} // time);
    $m{date} = strftime('%a, %d %b %Y %H:%M:%S +0000', @now)
        unless exists $m{date};
    $m{subject} = _word($m{subject}) if defined $m{subject};
    my @head;
    for my $field (
        qw(from to cc reply_to subject date message_id in_reply_to references))
    {
        next unless defined $m{$field};
        my $name = join '-', map { ucfirst } split /_/, $field;
        $name =~ s/Id$/ID/;
        push @head, "$name: $m{$field}";
    }
    my @more = @{ $m{headers} // [] };
    while (my ($name, $value) = splice @more, 0, 2) {
        push @head, "$name: $value";
    }
    my $octets = join "\n", @head, 'MIME-Version: 1.0', _body(%m);
    return $octets =~ s/\r?\n/\r\n/gr;
}

sub _leaf {
    my ($type, $text) = @_;
    return "Content-Type: $type; charset=utf-8\n"
        . "Content-Transfer-Encoding: quoted-printable\n\n"
        . encode_qp(encode('UTF-8', $text));
}

sub _multi {
    my ($kind, @parts) = @_;
    my $mark = sprintf '=_%s-%d-%d', $kind, $$, ++$count;
    return "Content-Type: multipart/$kind; boundary=\"$mark\"\n\n"
        . join('', map { "--$mark\n$_\n" } @parts)
        . "--$mark--\n";
}

sub _body {
    my (%m) = @_;
    my $body = _leaf('text/plain', $m{text} // '');
    $body = _multi('alternative', $body, _leaf('text/html', $m{html}))
        if defined $m{html};
    return $body unless $m{attach};
    my (@files, @pictures);
    for my $name (sort keys %{ $m{attach} }) {
        my ($type, $data, $id) = @{ $m{attach}{$name} };
        push @{ $id ? \@pictures : \@files },
              "Content-Type: $type; name=\"" . _word($name) . "\"\n"
            . 'Content-Disposition: attachment; filename="'
            . _word($name) . "\"\n"
            . ($id ? "Content-ID: <$id>\n" : '')
            . "Content-Transfer-Encoding: base64\n\n"
            . encode_base64($data);
    }
    $body = _multi('related', $body, @pictures) if @pictures;
    return @files ? _multi('mixed', $body, @files) : $body;
}

# Text as a client quotes it below an answer
sub quoted {
    my ($self) = @_;
    my $text = $self->text;
    $text =~ s/\s+\z//;
    $text =~ s/^(?=>)/>/mg;
    $text =~ s/^(?!>)/> /mg;
    my $who = $self->from =~ s/\s*<.*//r;
    return "On Sat, 21 Nov 2026 at 11:03, $who wrote:\n$text\n";
}

1;
