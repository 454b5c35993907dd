"""Nodes that are answered with one key: menu, choice of language, survey."""

from abc import abstractmethod

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import ChooseLanguage, Menu, Survey
from telephony.ivr.scene import (
    Scene,
    Turn,
    failed,
    go,
    listen,
    mishap,
    node_of,
    person,
    say,
    with_facts,
)
from vocabulary.commands import Utterance
from vocabulary.facts import KeyChosen, LanguageChosen, SurveyAnswered
from vocabulary.states import InputFault


class Choosing(Kind):
    """Asks, takes one key, asks again after nothing or nonsense, and gives up at last."""

    @abstractmethod
    def question(self, scene: Scene) -> tuple[str | Utterance, ...]:
        """What is asked."""

    @abstractmethod
    def limits(self, scene: Scene) -> tuple[int, float]:
        """Tries, and seconds of silence that are one."""

    @abstractmethod
    def chosen(self, scene: Scene, digit: str) -> Turn | None:
        """What follows a key; None where it is not offered."""

    @abstractmethod
    def given_up(self, scene: Scene) -> Turn:
        """No try is left."""

    def begin(self, scene: Scene) -> Turn:
        """Use a key that was typed ahead, or ask."""
        ahead = scene.ear.ahead
        if not ahead:
            return say(scene, *self.question(scene))
        later = scene._replace(ear=scene.heard_from(ahead=ahead[1:]))
        return self.pressed(later, ahead[0])

    def said(self, scene: Scene) -> Turn:
        """The question was heard: now the caller has its time."""
        return listen(scene, self.limits(scene)[1])

    def silent(self, scene: Scene) -> Turn:
        """Nothing was pressed in time."""
        return self._again(scene, InputFault.MISSING)

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """A key may be pressed while the question is still heard."""
        turn = self.chosen(scene, digit)
        if turn is None and digit == "0":
            turn = person(scene)
            if turn is None:
                return self._again(scene, InputFault.WRONG, "nobody_there")
        return turn or self._again(scene, InputFault.WRONG)

    def _again(self, scene: Scene, fault: InputFault, word: str | None = None) -> Turn:
        """Keys that came after a wrong one were meant for something else: forget them."""
        tries, fact = failed(scene, fault)
        scene = scene._replace(ear=scene.heard_from(ahead=""))
        if tries >= self.limits(scene)[0]:
            return with_facts(self.given_up(scene), fact)
        return with_facts(say(scene, word or mishap(fault), *self.question(scene)), fact)


class Choice(Choosing):
    """A menu."""

    def question(self, scene: Scene) -> tuple[str | Utterance, ...]:
        """The menu's text."""
        return (node_of(scene, Menu).say,)

    def limits(self, scene: Scene) -> tuple[int, float]:
        """The menu's own."""
        return node_of(scene, Menu).tries, node_of(scene, Menu).timeout_s

    def chosen(self, scene: Scene, digit: str) -> Turn | None:
        """The key's target."""
        target = node_of(scene, Menu).keys.get(digit)
        if target is None:
            return None
        return go(scene, target, f"key {digit}", KeyChosen(scene.call.id, scene.name, digit))

    def given_up(self, scene: Scene) -> Turn:
        """The menu's way out."""
        return go(scene, node_of(scene, Menu).otherwise, "otherwise")


class LanguageChoice(Choosing):
    """The choice of a language; its question is heard in each of them."""

    def question(self, scene: Scene) -> tuple[str | Utterance, ...]:
        """Once in every language that has a key."""
        node = node_of(scene, ChooseLanguage)
        languages = dict.fromkeys(node.keys.values())
        return tuple(Utterance(node.say, language=language) for language in languages)

    def limits(self, scene: Scene) -> tuple[int, float]:
        """The node's own."""
        return node_of(scene, ChooseLanguage).tries, node_of(scene, ChooseLanguage).timeout_s

    def chosen(self, scene: Scene, digit: str) -> Turn | None:
        """The key's language."""
        node = node_of(scene, ChooseLanguage)
        language = node.keys.get(digit)
        if language is None:
            return None
        key = KeyChosen(scene.call.id, scene.name, digit)
        return go(scene, node.next, "next", key, LanguageChosen(scene.call.id, language))

    def given_up(self, scene: Scene) -> Turn:
        """The language stays as it is."""
        return go(scene, node_of(scene, ChooseLanguage).next, "otherwise")


class Questioning(Choosing):
    """A question of a survey, answered with a number."""

    def question(self, scene: Scene) -> tuple[str | Utterance, ...]:
        """The question's text."""
        return (node_of(scene, Survey).say,)

    def limits(self, scene: Scene) -> tuple[int, float]:
        """The node's own."""
        return node_of(scene, Survey).tries, node_of(scene, Survey).timeout_s

    def chosen(self, scene: Scene, digit: str) -> Turn | None:
        """A number within the question's bounds."""
        node = node_of(scene, Survey)
        if not digit.isdigit() or not node.least <= int(digit) <= node.most:
            return None
        answer = SurveyAnswered(scene.call.id, scene.name, node.question, int(digit))
        return go(scene, node.next, "next", answer)

    def given_up(self, scene: Scene) -> Turn:
        """Nobody has to answer."""
        return go(scene, node_of(scene, Survey).next, "otherwise")
